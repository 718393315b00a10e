# SPDX-License-Identifier: Apache-2.0
"""Timelines of instances as stored: derived from the events, and derived
again at will."""

import collections

from oslo_log import log as logging
import sqlalchemy as sa

from billing_ledger.db import engine
from billing_ledger.db import events
from billing_ledger.db import schema
from billing_ledger.timeline.build import build_timeline
from billing_ledger.timeline.segment import Segment

LOG = logging.getLogger(__name__)

_table = schema.timeline.c
_segment = schema.segment.c
_SEGMENT_COLUMNS = [
    _segment[{'start': 'start_at', 'end': 'end_at'}.get(name, name)]
    for name in Segment._fields]


def forget(connection):
    """Forget what was derived."""
    for table in (schema.segment, schema.timeline):
        connection.execute(sa.delete(table))


def derive(connection, resource_ids):
    """Derive the timelines of some instances from all of their events.

    Take the notes away before: whoever adds an event later leaves a note of
    its own. The heads are locked before the events are read, so that of two
    processes at one timeline the one that reads last writes last; one that
    knows fewer events writes nothing.
    """
    known = _lock_heads(connection, resource_ids)
    heads, segments = [], []
    for resource_id, found in sorted(
            events.of_resources(connection, resource_ids).items()):
        built = build(resource_id, found)
        if built is not None and len(found) > known[resource_id]:
            heads.append(head_of(resource_id, found, built))
            segments += [_to_row(resource_id, each) for each in built]
    _replace(connection, heads, segments)


def build(resource_id, found):
    """Return the segments of a resource, or None after a defect of ours.

    One instance must not keep everybody else's bills from being made.
    """
    try:
        return build_timeline(found)
    except Exception:
        LOG.exception('The timeline of %s stays as it was: please report '
                      'this defect. After an upgrade, run "billing-manage '
                      'rebuild".', resource_id)
        return None


def _lock_heads(connection, resource_ids):
    """Return how many events each stored timeline was derived from.

    A head that is not there yet is made: one cannot lock what is not there.
    """
    engine.insert_missing(
        connection, schema.timeline,
        [{'resource_id': each, 'project_id': '', 'event_count': 0}
         for each in resource_ids], 'resource_id')
    rows = connection.execute(
        sa.select(_table.resource_id, _table.event_count)
        .where(_table.resource_id.in_(resource_ids))
        .order_by(_table.resource_id).with_for_update())
    return {row.resource_id: row.event_count for row in rows}


def head_of(resource_id, found, segments):
    """Return the head of a timeline, as heads_of() gives stored ones."""
    first = min(found, key=lambda event: (event.generated_at,
                                          event.message_id))
    return {
        'of_resource': resource_id,
        'project_id': first.project_id,
        'display_name': segments[-1].display_name if segments else None,
        'start_at': segments[0].start if segments else None,
        'end_at': segments[-1].end if segments else None,
        'event_count': len(found),
    }


# Not deleted and inserted anew: that would lose others' locks on them.
_UPDATE_HEAD = sa.update(schema.timeline).where(
    _table.resource_id == sa.bindparam('of_resource'))


def _replace(connection, heads, segments):
    if not heads:
        return
    connection.execute(_UPDATE_HEAD, heads)
    connection.execute(sa.delete(schema.segment).where(
        _segment.resource_id.in_([head['of_resource'] for head in heads])))
    if segments:
        connection.execute(sa.insert(schema.segment), segments)


def _to_row(resource_id, segment):
    row = segment._asdict()
    row['resource_id'] = resource_id
    row['start_at'] = row.pop('start')
    row['end_at'] = row.pop('end')
    return row


def get(connection, resource_id):
    """Return the stored segments of a resource, oldest first."""
    return of_resources(connection, [resource_id])[resource_id]


def of_resources(connection, resource_ids):
    """Return stored segments, oldest first, as lists by resource id."""
    rows = connection.execute(
        sa.select(_segment.resource_id, *_SEGMENT_COLUMNS).where(
            _segment.resource_id.in_(resource_ids))
        .order_by(_segment.resource_id, _segment.start_at))
    found = collections.defaultdict(list)
    for row in rows:
        found[row.resource_id].append(Segment(*row[1:]))
    return found


def lately(connection, since, until, project_id=None, resource_id=None):
    """Return stored segments of what lived in a time, by resource id."""
    statement = sa.select(_table.resource_id).where(
        _table.start_at < until,
        sa.or_(_table.end_at.is_(None), _table.end_at > since))
    if project_id is not None:
        statement = statement.where(_table.project_id == project_id)
    if resource_id is not None:
        statement = statement.where(_table.resource_id == resource_id)
    return of_resources(connection, statement)


def heads_of(connection, resource_ids):
    """Return the stored heads of timelines as dicts by resource id."""
    rows = connection.execute(sa.select(
        _table.resource_id.label('of_resource'), _table.project_id,
        _table.display_name, _table.start_at, _table.end_at,
        _table.event_count).where(_table.resource_id.in_(resource_ids)))
    return {row.of_resource: dict(row._mapping) for row in rows}
