# SPDX-License-Identifier: Apache-2.0
"""The audit records: who changed what, written with the change itself."""

import json
import typing

import sqlalchemy as sa

from billing_ledger import times
from billing_ledger.db import schema

CREATED, ENDED, CHANGED = 'created', 'ended', 'changed'
_table = schema.audit.c


class Actor(typing.NamedTuple):
    """Who changes something, and by which request; None: nobody knows."""

    user_id: str | None = None
    request_id: str | None = None


NOBODY = Actor()


class Record(typing.NamedTuple):
    """A change; ``before`` and ``after`` are mappings for JSON, or None."""

    id: int
    at: typing.Any
    user_id: str | None
    request_id: str | None
    action: str
    object_kind: str
    object_id: str
    before: dict | None
    after: dict | None

    def as_dict(self):
        """Return the record with its time as text."""
        return self._asdict() | {'at': times.to_text(self.at)}


def add(connection, at, actor, action, kind, object_id, before, after):
    """Note a change in the transaction that makes it.

    :param before: mapping for JSON, None for what was not there
    :param after: mapping for JSON
    """
    connection.execute(sa.insert(schema.audit).values(
        at=at, user_id=actor.user_id, request_id=actor.request_id,
        action=action, object_kind=kind, object_id=object_id,
        before=_to_text(before), after=_to_text(after)))


def read(connection, limit, before_id=None, kind=None, object_id=None):
    """Return Records, the newest first.

    :param before_id: only those that are older than this one
    """
    statement = sa.select(*(_table[name] for name in Record._fields)).order_by(
        _table.id.desc()).limit(limit)
    for column, wanted in ((_table.object_kind, kind),
                           (_table.object_id, object_id)):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if before_id is not None:
        statement = statement.where(_table.id < before_id)
    return [Record(*row[:-2], *map(_from_text, row[-2:]))
            for row in connection.execute(statement)]


def _to_text(value):
    return None if value is None else json.dumps(value, sort_keys=True)


def _from_text(value):
    return None if value is None else json.loads(value)
