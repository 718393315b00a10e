# SPDX-License-Identifier: Apache-2.0
"""The event store: append-only, each message once."""

import collections
import json
import operator

import sqlalchemy as sa

from billing_ledger import times
from billing_ledger.db import engine
from billing_ledger.db import schema
from billing_ledger.facts import jsontext
from billing_ledger.facts.instance_event import InstanceEvent

INSTANCE = 'instance'
_COLUMNS = ('message_id', 'event_type', 'generated_at', 'project_id')
_MOMENTS = ('created_at', 'launched_at', 'terminated_at', 'deleted_at')
_table = schema.event.c
_SELECT = sa.select(_table.resource_id, _table.message_id, _table.event_type,
                    _table.generated_at, _table.project_id, _table.attributes)
_encode = json.JSONEncoder(sort_keys=True, separators=(',', ':')).encode


def add(connection, events):
    """Store the events that are new, and note whose timelines are stale.

    :param events: list of InstanceEvent
    :returns: how many were new
    """
    touched = sorted({event.instance_id for event in events})
    if not touched:
        return 0
    connection.execute(sa.insert(schema.stale_timeline),
                       [{'resource_id': each} for each in touched])
    # In one order everywhere: processes with the same events would deadlock.
    rows = sorted(map(_to_row, events), key=operator.itemgetter('message_id'))
    return engine.insert_new(connection, schema.event, rows, 'message_id')


def of_resources(connection, resource_ids):
    """Return all events of some resources, as lists by resource id."""
    found = collections.defaultdict(list)
    for row in connection.execute(
            _SELECT.where(_table.resource_id.in_(resource_ids))):
        found[row.resource_id].append(_from_row(row))
    return found


def of_messages(connection, message_ids):
    """Return events by their message ids."""
    rows = connection.execute(
        _SELECT.where(_table.message_id.in_(message_ids)))
    return {row.message_id: _from_row(row) for row in rows}


def _to_row(event):
    attributes = event._asdict()
    row = {name: attributes.pop(name) for name in _COLUMNS}
    row['resource_kind'] = INSTANCE
    row['resource_id'] = attributes.pop('instance_id')
    for name in _MOMENTS:
        attributes[name] = times.to_text(attributes[name])
    row['attributes'] = _encode(attributes)
    return row


def _from_row(row):
    attributes = jsontext.read(row.attributes)
    for name in _MOMENTS:
        if attributes[name] is not None:
            attributes[name] = times.parse(attributes[name], name)
    return InstanceEvent(
        message_id=row.message_id, event_type=row.event_type,
        generated_at=row.generated_at, instance_id=row.resource_id,
        project_id=row.project_id, **attributes)
