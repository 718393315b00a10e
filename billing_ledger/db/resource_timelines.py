# SPDX-License-Identifier: Apache-2.0
"""Timelines of images, volumes, addresses ... as stored: derived from the
events, and derived again at will."""

import collections

from oslo_log import log as logging
import sqlalchemy as sa

from billing_ledger.db import engine
from billing_ledger.db import events
from billing_ledger.db import schema
from billing_ledger.timeline.resource_build import build_resource_timeline
from billing_ledger.timeline.resource_segment import ResourceSegment

LOG = logging.getLogger(__name__)

_head = schema.resource_timeline.c
_segment = schema.resource_segment.c
_SEGMENT_COLUMNS = [
    _segment[{'start': 'start_at', 'end': 'end_at'}.get(name, name)]
    for name in ResourceSegment._fields]


def forget(connection):
    """Forget what was derived."""
    for table in (schema.resource_segment, schema.resource_timeline):
        connection.execute(sa.delete(table))


def derive(connection, keys):
    """Derive the timelines of some resources from all of their events.

    As in timelines.derive(): the heads are locked first, and whoever knows
    fewer events writes nothing.

    :param keys: (kind, resource id) pairs, sorted
    """
    known = _lock_heads(connection, keys)
    heads, segments = [], []
    facts = events.of_others(connection, {each for _, each in keys})
    for key in keys:
        found = facts[key]
        built = build(key, found)
        if built is not None and len(found) > known[key]:
            heads.append(key + (len(found),))
            segments += [_to_row(key, each) for each in built]
    _replace(connection, heads, segments)


def build(key, found):
    """Return the segments of a resource, or None after a defect of ours."""
    try:
        return build_resource_timeline(found)
    except Exception:
        LOG.exception('The timeline of %s %s stays as it was: please report '
                      'this defect. After an upgrade, run "billing-manage '
                      'rebuild".', *key)
        return None


def _lock_heads(connection, keys):
    """Return how many events each stored timeline was derived from."""
    engine.insert_missing(
        connection, schema.resource_timeline,
        [{'kind': kind, 'resource_id': resource_id, 'event_count': 0}
         for kind, resource_id in keys], ['resource_id', 'kind'])
    rows = connection.execute(
        sa.select(_head.kind, _head.resource_id, _head.event_count)
        .where(_head.resource_id.in_({each for _, each in keys}))
        .order_by(_head.resource_id, _head.kind).with_for_update())
    return {(row.kind, row.resource_id): row.event_count for row in rows}


def _replace(connection, heads, segments):
    if not heads:
        return
    whose = (_head.kind == sa.bindparam('of_kind'),
             _head.resource_id == sa.bindparam('of_resource'))
    rows = [{'of_kind': kind, 'of_resource': resource_id,
             'event_count': event_count}
            for kind, resource_id, event_count in heads]
    # Not deleted and inserted anew: that would lose others' locks on them.
    connection.execute(
        sa.update(schema.resource_timeline).where(*whose), rows)
    connection.execute(
        sa.delete(schema.resource_segment).where(
            _segment.kind == sa.bindparam('of_kind'),
            _segment.resource_id == sa.bindparam('of_resource')),
        [{key: row[key] for key in ('of_kind', 'of_resource')}
         for row in rows])
    if segments:
        connection.execute(sa.insert(schema.resource_segment), segments)


def _to_row(key, segment):
    row = segment._asdict()
    row['kind'], row['resource_id'] = key
    row['start_at'] = row.pop('start')
    row['end_at'] = row.pop('end')
    return row


def get(connection, resource_id):
    """Return the stored segments of an id, by kind, oldest first."""
    found = of_resources(connection, [resource_id])
    return [segment for key in sorted(found) for segment in found[key]]


def of_resources(connection, resource_ids):
    """Return stored segments, as lists by (kind, resource id)."""
    rows = connection.execute(
        sa.select(_segment.resource_id, *_SEGMENT_COLUMNS).where(
            _segment.resource_id.in_(resource_ids))
        .order_by(_segment.resource_id, _segment.kind, _segment.start_at))
    found = collections.defaultdict(list)
    for row in rows:
        found[row.kind, row.resource_id].append(ResourceSegment(*row[1:]))
    return found


def counts_of(connection, resource_ids):
    """Return from how many events stored timelines were derived, by key."""
    rows = connection.execute(
        sa.select(_head.kind, _head.resource_id, _head.event_count)
        .where(_head.resource_id.in_(resource_ids)))
    return {(row.kind, row.resource_id): row.event_count for row in rows}
