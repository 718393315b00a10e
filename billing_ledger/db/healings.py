# SPDX-License-Identifier: Apache-2.0
"""What was healed from Nova's records, and how far they were compared."""

import collections

import sqlalchemy as sa

from billing_ledger.db import engine
from billing_ledger.db import events
from billing_ledger.db import schema

_event = schema.event.c
_healing = schema.healing.c
_reconciled = schema.reconciled.c
_timeline = schema.timeline.c


def add(connection, healings, healed_at):
    """Store facts with their sources; return how many were new."""
    rows = [{'message_id': healing.event.message_id,
             'resource_id': healing.event.instance_id,
             'source': healing.source, 'healed_at': healed_at}
            for healing in healings]
    engine.insert_missing(connection, schema.healing, rows, 'message_id')
    return events.add(connection, [healing.event for healing in healings])


def mark(connection, resource_id, until):
    """Note until when a resource was compared with Nova's records."""
    engine.insert_missing(
        connection, schema.reconciled,
        [{'resource_id': resource_id, 'until_at': until}], 'resource_id')
    connection.execute(
        sa.update(schema.reconciled)
        .where(_reconciled.resource_id == resource_id,
               _reconciled.until_at < until).values(until_at=until))


def marks(connection, resource_ids):
    """Return until when resources were compared, as a dict."""
    rows = connection.execute(
        sa.select(_reconciled.resource_id, _reconciled.until_at)
        .where(_reconciled.resource_id.in_(resource_ids)))
    return {row.resource_id: row.until_at for row in rows}


def announced(connection, resource_ids, besides):
    """Return (event_type, generated_at) pairs by resource id.

    :param besides: what the types that are left out begin with
    """
    query = sa.select(_event.resource_id, _event.event_type,
                      _event.generated_at).where(
        _event.resource_id.in_(resource_ids))
    for prefix in besides:
        query = query.where(~_event.event_type.startswith(prefix))
    found = collections.defaultdict(list)
    for row in connection.execute(query):
        found[row.resource_id].append((row.event_type, row.generated_at))
    return found


def open_timelines(connection, after, limit):
    """Return ids of resources that are not known to have ended, in order."""
    return list(connection.scalars(
        sa.select(_timeline.resource_id)
        .where(_timeline.resource_id > after, _timeline.end_at.is_(None),
               _timeline.start_at.is_not(None))
        .order_by(_timeline.resource_id).limit(limit)))


def read(connection, resource_id=None, after=0, limit=1000):
    """Return rows of healings, oldest first, behind a given id."""
    query = sa.select(schema.healing).where(_healing.id > after)
    if resource_id is not None:
        query = query.where(_healing.resource_id == resource_id)
    return connection.execute(query.order_by(_healing.id).limit(limit)).all()
