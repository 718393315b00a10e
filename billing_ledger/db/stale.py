# SPDX-License-Identifier: Apache-2.0
"""Notes of whose timelines are to be derived: only ever appended to."""

import sqlalchemy as sa

from billing_ledger.db import schema

_note = schema.stale_timeline.c
_event = schema.event.c


def add(connection, keys):
    """Note that facts were added to some resources.

    :param keys: (kind, resource id) pairs
    """
    connection.execute(sa.insert(schema.stale_timeline), [
        {'resource_kind': kind, 'resource_id': resource_id}
        for kind, resource_id in keys])


def add_everything(connection):
    """Note every resource that there are facts of; forget older notes."""
    connection.execute(sa.delete(schema.stale_timeline))
    connection.execute(sa.insert(schema.stale_timeline).from_select(
        ['resource_kind', 'resource_id'],
        sa.select(_event.resource_kind, _event.resource_id).distinct()))


def read(connection, limit):
    """Return (ids of notes, sorted (kind, resource id) pairs), oldest first.
    """
    rows = connection.execute(
        sa.select(_note.id, _note.resource_kind, _note.resource_id)
        .order_by(_note.id).limit(limit)).all()
    return ([row.id for row in rows],
            sorted({(row.resource_kind, row.resource_id) for row in rows}))


def remove(connection, note_ids):
    """Take notes away."""
    connection.execute(sa.delete(schema.stale_timeline).where(
        _note.id.in_(note_ids)))
