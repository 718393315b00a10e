# SPDX-License-Identifier: Apache-2.0
"""Closed statements as stored: added, and never changed."""

import collections

import sqlalchemy as sa

from billing_ledger.db import schema
from billing_ledger.db import statement_tables as tables
from billing_ledger.statements import month as months
from billing_ledger.statements import statement as types
from billing_ledger.statements import sums

_statement = tables.statement.c
_line = tables.statement_line.c
_project = tables.statement_project.c
_LINE_COLUMNS = [_line[name] for name in types.Line._fields]
_ACCOUNT_COLUMNS = [_statement[f'account_{name}']
                    for name in types.Account._fields]
_HEAD = [*_ACCOUNT_COLUMNS, *(_statement[name] for name in (
    'number', 'period_start', 'period_end', 'time_zone', 'currency',
    'issued_at', 'subtotal', 'tax', 'total', 'digest', 'month'))]


def lock(connection):
    """Keep others from changing statements until the transaction ends."""
    book = tables.statement_book
    connection.execute(sa.update(book).values(changes=book.c.changes + 1))


def count(connection):
    """Return how many statements have been issued."""
    return connection.scalar(sa.select(tables.statement_book.c.statements))


def last(connection):
    """Return (number, issued_at, digest, sequence) of the newest, or None."""
    return connection.execute(
        sa.select(_statement.number, _statement.issued_at, _statement.digest,
                  _statement.sequence)
        .order_by(_statement.sequence.desc()).limit(1)).one_or_none()


def add(connection, statement, month, tz, sequence):
    """Store a closed statement.

    :param month: the Month that it is for
    :param tz: the time zone of the months of its lines
    :param sequence: its place among all statements
    """
    account = {f'account_{name}': value
               for name, value in statement.account._asdict().items()}
    head = statement._asdict()
    for name in ('account', 'lines', 'status'):
        del head[name]
    connection.execute(sa.insert(tables.statement).values(
        **account, **head, month=str(month), sequence=sequence))
    connection.execute(sa.insert(tables.statement_line), [
        line._asdict() | {
            'number': statement.number, 'position': position,
            'month': str(months.of(line.period_start, tz))}
        for position, line in enumerate(statement.lines, 1)])
    connection.execute(sa.insert(tables.statement_project), [
        {'number': statement.number, 'project_id': project_id,
         'subtotal': subtotal}
        for project_id, subtotal in by_project(statement.lines).items()])
    connection.execute(sa.update(tables.statement_book).values(
        statements=sequence))


def by_project(lines):
    """Return what the lines of each project add up to."""
    amounts = collections.defaultdict(list)
    for line in lines:
        if line.project_id:
            amounts[line.project_id].append(line.amount)
    return {project_id: sums.total(found)
            for project_id, found in amounts.items()}


def heads(connection, account_id=None, month=None, project_id=None):
    """Return Statements without their lines, the newest first.

    :param project_id: only those with lines of this project
    """
    query = sa.select(*_HEAD).order_by(_statement.sequence.desc())
    if account_id is not None:
        query = query.where(_statement.account_id == account_id)
    if month is not None:
        query = query.where(_statement.month == str(month))
    if project_id is not None:
        query = query.join(tables.statement_project,
                           _project.number == _statement.number).where(
            _project.project_id == project_id)
    return [_read_head(row) for row in connection.execute(query)]


def get(connection, number):
    """Return the Statement of that number with its lines, or None."""
    row = connection.execute(sa.select(*_HEAD).where(
        _statement.number == number)).one_or_none()
    if row is None:
        return None
    lines = connection.execute(
        sa.select(*_LINE_COLUMNS).where(_line.number == number)
        .order_by(_line.position))
    return _read_head(row)._replace(
        lines=tuple(types.Line(*line) for line in lines))


def _read_head(row):
    account = types.Account(*row[:len(types.Account._fields)])
    found = row._mapping
    return types.Statement(
        status=types.CLOSED, account=account, lines=(),
        **{name: found[name] for name in types.Statement._fields
           if name not in ('status', 'account', 'lines')})


def numbers(connection):
    """Return the numbers of all statements, as they were issued."""
    return connection.scalars(sa.select(_statement.number).order_by(
        _statement.sequence)).all()


def shares(connection, number):
    """Return what the lines of each project add up to in a statement."""
    return dict(connection.execute(sa.select(
        _project.project_id, _project.subtotal).where(
        _project.number == number)).all())


def shares_of_project(connection, project_id):
    """Return what a project's lines add up to, by number of statement."""
    return dict(connection.execute(sa.select(
        _project.number, _project.subtotal).where(
        _project.project_id == project_id)).all())


def billed(connection, account_id, found_months):
    """Return what an account was charged for some months.

    :returns: dict of month to list of (currency, Line)
    """
    lines = collections.defaultdict(list)
    query = sa.select(_line.month, _statement.currency,
                      *_LINE_COLUMNS).join_from(
        tables.statement, tables.statement_line,
        _line.number == _statement.number).where(
        _statement.account_id == account_id,
        _line.month.in_([str(month) for month in found_months]),
        _line.kind != types.CREDIT).order_by(
        _statement.sequence, _line.position)
    for month, currency, *line in connection.execute(query):
        lines[month].append((currency, types.Line(*line)))
    return lines


def numbers_of(connection, account_id):
    """Return the numbers of an account's statements by (month, currency)."""
    return {(row.month, row.currency): row.number for row in
            connection.execute(sa.select(
                _statement.month, _statement.currency,
                _statement.number).where(
                _statement.account_id == account_id))}


def is_closed(connection, account_id, month):
    """Tell whether an account was charged for a month, or had a statement."""
    statement = sa.select(_statement.number).where(
        _statement.account_id == account_id,
        _statement.month == str(month))
    line = sa.select(_statement.number).join(
        tables.statement_line, _line.number == _statement.number).where(
        _statement.account_id == account_id, _line.month == str(month),
        _line.kind != types.CREDIT)
    return any(connection.execute(query.limit(1)).first()
               for query in (statement, line))


def projects_between(connection, start, end, first_month):
    """Return the ids of projects that may have to be charged.

    :param start: they have resources between this moment
    :param end: and this one
    :param first_month: or lines in statements of this Month or later
    """
    head, segment = schema.timeline.c, schema.resource_segment.c
    using = connection.scalars(sa.union(*(
        sa.select(life.project_id).where(
            life.start_at < end,
            sa.or_(life.end_at.is_(None), life.end_at > start))
        for life in (head, segment))))
    charged = connection.scalars(
        sa.select(_project.project_id).distinct().join(
            tables.statement, _statement.number == _project.number).where(
            _statement.month >= str(first_month)))
    return {*using, *charged}
