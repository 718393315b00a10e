# SPDX-License-Identifier: Apache-2.0
"""Notices as stored: a row for each channel, from its wish to its delivery."""

import json
import uuid

import sqlalchemy as sa

from billing_ledger.db import engine
from billing_ledger.db import notice_tables
from billing_ledger.notify import notice as notices

_NAMESPACE = uuid.UUID('0d6f1c3e-7f0b-4c53-9a43-6b0f7f0a2f55')
_table = notice_tables.notice
_notice = _table.c


def new_row(notice, channel, created_at):
    """Return the row of a notice on a channel, due at once."""
    key = (notice.kind, notice.subject_type, notice.subject_id,
           notice.period, channel)
    return {
        'notice_id': str(uuid.uuid5(_NAMESPACE, json.dumps(key))),
        'channel': channel, **notice._asdict(),
        'data': notices.encode(notice.data), 'created_at': created_at,
        'attempts': 0, 'due_at': created_at}


def notice_of(row):
    """Return the Notice of a row."""
    return notices.Notice(**{
        name: getattr(row, name) for name in notices.Notice._fields
    } | {'data': json.loads(row.data)})


def add(connection, rows):
    """Store rows of new_row(); return how many had not been there."""
    return engine.insert_new(connection, _table, rows, 'notice_id')


def due(connection, channels, now, limit):
    """Return rows that are due on some channels, the longest waiting first."""
    return connection.execute(
        sa.select(_table)
        .where(_notice.due_at <= now, _notice.channel.in_(channels))
        .order_by(_notice.due_at, _notice.notice_id).limit(limit)).all()


def claim(connection, row, until):
    """Begin an attempt, unless another process has; tell whether it began.

    :param until: when the notice is due again if nobody ends the attempt
    """
    return connection.execute(
        sa.update(_table)
        .where(_notice.notice_id == row.notice_id,
               _notice.attempts == row.attempts, _notice.due_at.is_not(None))
        .values(attempts=row.attempts + 1, due_at=until)).rowcount == 1


def finish(connection, row, delivered_at):
    """Note that an attempt went well."""
    _end_attempt(connection, row, due_at=None, problem=None,
                 delivered_at=delivered_at)


def fail(connection, row, problem, due_at):
    """Note why an attempt failed, and when the next is due (None: never)."""
    _end_attempt(connection, row, due_at=due_at, problem=problem)


def read(connection, after=('', ''), limit=1000):
    """Return rows that are not delivered, behind a given (kind, id)."""
    return connection.execute(
        sa.select(_table)
        .where(_notice.delivered_at.is_(None),
               sa.or_(_notice.kind > after[0], sa.and_(
                   _notice.kind == after[0], _notice.notice_id > after[1])))
        .order_by(_notice.kind, _notice.notice_id).limit(limit)).all()


def retry(connection, now, notice_id=None):
    """Let notices be due with as many attempts as new ones; count them.

    :param notice_id: only this one; None: all that were given up
    """
    query = sa.update(_table).where(_notice.delivered_at.is_(None))
    if notice_id is None:
        query = query.where(_notice.due_at.is_(None))
    else:
        query = query.where(_notice.notice_id == notice_id)
    return connection.execute(query.values(attempts=0, due_at=now)).rowcount


def _end_attempt(connection, row, **values):
    # Should another process have begun the next attempt, it will end it.
    connection.execute(
        sa.update(_table)
        .where(_notice.notice_id == row.notice_id,
               _notice.attempts == row.attempts + 1).values(**values))
