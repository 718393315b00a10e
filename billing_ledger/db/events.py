# SPDX-License-Identifier: Apache-2.0
"""The event store: append-only, each message once."""

import collections
import json
import operator

import sqlalchemy as sa

from billing_ledger import times
from billing_ledger.db import engine
from billing_ledger.db import schema
from billing_ledger.db import stale
from billing_ledger.facts import jsontext
from billing_ledger.facts.instance_event import InstanceEvent
from billing_ledger.facts.resource_event import ResourceEvent

INSTANCE = 'instance'
_COLUMNS = ('message_id', 'event_type', 'generated_at', 'project_id')
_MOMENTS = ('created_at', 'launched_at', 'terminated_at', 'deleted_at')
_RESOURCE_MOMENTS = ('created_at', 'launched_at', 'deleted_at')
_table = schema.event.c
_SELECT = sa.select(_table.resource_id, _table.message_id, _table.event_type,
                    _table.generated_at, _table.project_id, _table.attributes,
                    _table.resource_kind)
_encode = json.JSONEncoder(sort_keys=True, separators=(',', ':')).encode


def add(connection, events):
    """Store the events that are new, and note whose timelines are stale.

    :param events: list of InstanceEvents and ResourceEvents
    :returns: how many were new
    """
    if not events:
        return 0
    rows = list(map(_to_row, events))
    stale.add(connection, sorted({(row['resource_kind'], row['resource_id'])
                                  for row in rows}))
    # In one order everywhere: processes with the same events would deadlock.
    rows.sort(key=operator.itemgetter('message_id'))
    return engine.insert_new(connection, schema.event, rows, 'message_id')


def of_resources(connection, resource_ids):
    """Return all events of some instances, as lists by their ids."""
    found = collections.defaultdict(list)
    for row in connection.execute(
            _SELECT.where(_table.resource_id.in_(resource_ids),
                          _table.resource_kind == INSTANCE)):
        found[row.resource_id].append(_from_row(row))
    return found


def of_others(connection, resource_ids):
    """Return all events of resources that are no instances.

    :returns: dict of lists of ResourceEvents by (kind, resource id)
    """
    found = collections.defaultdict(list)
    for row in connection.execute(
            _SELECT.where(_table.resource_id.in_(resource_ids),
                          _table.resource_kind != INSTANCE)):
        found[row.resource_kind, row.resource_id].append(
            _from_resource_row(row))
    return found


def resource_ids(connection, after, limit):
    """Return ids of resources with events, in order, behind a given one."""
    return list(connection.scalars(
        sa.select(_table.resource_id).distinct()
        .where(_table.resource_id > after)
        .order_by(_table.resource_id).limit(limit)))


def of_messages(connection, message_ids):
    """Return events by their message ids."""
    rows = connection.execute(
        _SELECT.where(_table.message_id.in_(message_ids)))
    return {row.message_id: _from_row(row) for row in rows}


def _to_row(event):
    attributes = event._asdict()
    row = {name: attributes.pop(name) for name in _COLUMNS}
    if isinstance(event, ResourceEvent):
        row['resource_kind'] = attributes.pop('kind')
        row['resource_id'] = attributes.pop('resource_id')
        moments = _RESOURCE_MOMENTS
    else:
        row['resource_kind'] = INSTANCE
        row['resource_id'] = attributes.pop('instance_id')
        moments = _MOMENTS
    for name in moments:
        attributes[name] = times.to_text(attributes[name])
    row['attributes'] = _encode(attributes)
    return row


def _from_row(row):
    return InstanceEvent(
        message_id=row.message_id, event_type=row.event_type,
        generated_at=row.generated_at, instance_id=row.resource_id,
        project_id=row.project_id, **_attributes(row, _MOMENTS))


def _from_resource_row(row):
    return ResourceEvent(
        message_id=row.message_id, event_type=row.event_type,
        generated_at=row.generated_at, kind=row.resource_kind,
        resource_id=row.resource_id, project_id=row.project_id,
        **_attributes(row, _RESOURCE_MOMENTS))


def _attributes(row, moments):
    attributes = jsontext.read(row.attributes)
    for name in moments:
        if attributes[name] is not None:
            attributes[name] = times.parse(attributes[name], name)
    return attributes
