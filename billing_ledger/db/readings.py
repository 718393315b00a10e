# SPDX-License-Identifier: Apache-2.0
"""Runs and their readings as stored: of each hour the newest reading alone.

So a repeated, late or replayed reading changes nothing, and the order in which
readings come does not matter.
"""

import itertools
import typing

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite

from billing_ledger.db import engine
from billing_ledger.db import schema
from billing_ledger.facts import jsontext
from billing_ledger.facts.reading import COUNTERS
from billing_ledger.facts.reading import Run

OPEN, ESTIMATED, EXACT = range(3)
_AT_ONCE = 500
_run = schema.run.c
_reading = schema.reading.c


class Stored(typing.NamedTuple):
    """A reading as stored."""

    run_id: str
    hour_at: typing.Any
    at: typing.Any
    closing: int
    counters: tuple

    @property
    def rank(self):
        """What decides which of two readings in an hour is kept."""
        return self.at, self.closing


def of(reading, hour_at):
    """Return a Reading as it is stored in the hour that ends then."""
    closing = OPEN
    if reading.ended_at is not None:
        closing = EXACT if reading.exact else ESTIMATED
    return Stored(reading.run.run_id, hour_at, reading.at, closing,
                  reading.counters)


def as_row(reading):
    """Return the columns of a Stored reading."""
    return reading._asdict() | {'counters': _encode(reading.counters)}


def add(connection, runs, rows, ends):
    """Store runs that are new, readings that are newer, and ends of runs.

    :param runs: Runs
    :param rows: Stored readings, one for each run and hour
    :param ends: (run_id, ended_at, exact) of runs that have ended
    """
    engine.insert_missing(
        connection, schema.run,
        [_run_row(run) for run in sorted(runs, key=lambda run: run.run_id)],
        'run_id')
    if rows:
        connection.execute(
            upsert(connection.dialect.name), list(map(as_row, sorted(rows))))
    if ends:
        connection.execute(_END, [
            {'of_run': run_id, 'ended': ended_at, 'exactly': exact}
            for run_id, ended_at, exact in sorted(ends)])


class Known(typing.NamedTuple):
    """What is stored of a run: what it is, and its newest Stored reading."""

    resource_id: str
    host: str
    started_at: typing.Any
    newest: Stored | None


def known(connection, run_ids):
    """Return a Known for each run that is stored, by its id."""
    last = schema.reading.alias('last')
    hour = sa.select(last.c.hour_at).where(
        last.c.run_id == _run.run_id).order_by(
        last.c.hour_at.desc()).limit(1).scalar_subquery()
    statement = sa.select(
        _run.run_id, _run.resource_id, _run.host, _run.started_at,
        _reading.hour_at, _reading.at, _reading.closing, _reading.counters,
    ).join_from(schema.run, schema.reading, sa.and_(
        _reading.run_id == _run.run_id, _reading.hour_at == hour),
        isouter=True)
    found = {}
    for chunk in _chunks(run_ids):
        for row in connection.execute(statement.where(
                _run.run_id.in_(chunk))):
            run_id, resource_id, host, started_at, *newest = row
            found[run_id] = Known(
                resource_id, host, started_at,
                newest[0] and Stored(run_id, *newest[:-1],
                                     decode(newest[-1])))
    return found


def of_run(connection, run_id):
    """Return all Stored readings of a run, oldest first."""
    rows = connection.execute(
        sa.select(*(_reading[name] for name in Stored._fields))
        .where(_reading.run_id == run_id).order_by(_reading.hour_at))
    return [Stored(*row[:-1], decode(row.counters)) for row in rows]


def runs(connection, resource_id):
    """Return (Run, ended_at, exact) of a resource, oldest first."""
    return [(_to_run(row), row.ended_at, row.exact)
            for row in connection.execute(
                sa.select(schema.run).where(_run.resource_id == resource_id)
                .order_by(_run.started_at, _run.run_id))]


def _encode(counters):
    return f"[{','.join(map(str, counters))}]"


def _run_row(run):
    return run._asdict() | {'first': _encode(run.first)}


def _to_run(row):
    return Run(row.run_id, row.resource_id, row.host, row.started_at,
               decode(row.first))


def decode(text):
    """Return counters; those that an older release did not know are 0."""
    found = jsontext.read(text)
    return (*found, *itertools.repeat(0, len(COUNTERS) - len(found)))


def _chunks(run_ids):
    rest = iter(sorted(run_ids))
    while chunk := list(itertools.islice(rest, _AT_ONCE)):
        yield chunk


def upsert(dialect):
    """Return the statement that keeps the newer of two in an hour."""
    if dialect in ('mysql', 'mariadb'):
        new = mysql.insert(schema.reading)
        is_newer = _is_newer(new.inserted)
        # In this order: the condition looks at what comes last.
        return new.on_duplicate_key_update([
            (name, sa.func.if_(is_newer, new.inserted[name], _reading[name]))
            for name in ('counters', 'closing', 'at')])
    insert = postgresql.insert if dialect == 'postgresql' else sqlite.insert
    new = insert(schema.reading)
    return new.on_conflict_do_update(
        index_elements=['run_id', 'hour_at'],
        set_={name: new.excluded[name]
              for name in ('at', 'closing', 'counters')},
        where=_is_newer(new.excluded))


def _is_newer(new):
    return sa.or_(new.at > _reading.at,
                  sa.and_(new.at == _reading.at,
                          new.closing > _reading.closing))


_END = sa.update(schema.run).where(
    _run.run_id == sa.bindparam('of_run'),
    sa.or_(_run.exact.is_(None), _run.exact == sa.false())).values(
    ended_at=sa.bindparam('ended'), exact=sa.bindparam('exactly'))
