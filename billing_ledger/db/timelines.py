# SPDX-License-Identifier: Apache-2.0
"""Timelines as stored: derived from the events, and derived again at will."""

import itertools

import sqlalchemy as sa

from billing_ledger.db import events
from billing_ledger.db import schema
from billing_ledger.metering.usage import Timeline
from billing_ledger.timeline.build import build_timeline
from billing_ledger.timeline.segment import Segment

_table = schema.timeline.c
_segment = schema.segment.c
_SEGMENT_COLUMNS = [
    _segment[{'start': 'start_at', 'end': 'end_at'}.get(name, name)]
    for name in Segment._fields]


def stale(connection, limit):
    """Return (ids of notes, resource ids) of timelines to derive."""
    rows = connection.execute(
        sa.select(schema.stale_timeline.c.id,
                  schema.stale_timeline.c.resource_id)
        .order_by(schema.stale_timeline.c.id).limit(limit)).all()
    return ([row.id for row in rows],
            sorted({row.resource_id for row in rows}))


def mark_all_stale(connection):
    """Forget what was derived and note every resource as stale."""
    for table in (schema.stale_timeline, schema.segment, schema.timeline):
        connection.execute(sa.delete(table))
    connection.execute(sa.insert(schema.stale_timeline).from_select(
        ['resource_id'], sa.select(schema.event.c.resource_id).distinct()))


def derive(connection, note_ids, resource_ids):
    """Derive the timelines of some resources from all of their events.

    The notes are taken away before the events are read: whoever adds an event
    later leaves a note of its own. Of two processes that derive one timeline
    at a time, the one that saw more events wins.
    """
    connection.execute(sa.delete(schema.stale_timeline).where(
        schema.stale_timeline.c.id.in_(note_ids)))
    for resource_id, found in sorted(
            events.of_resources(connection, resource_ids).items()):
        segments = build_timeline(found)
        if _claim(connection, resource_id, found, segments):
            _replace_segments(connection, resource_id, segments)


def _claim(connection, resource_id, found, segments):
    """Write the timeline's head unless it knows as many events or more."""
    head = {
        'project_id': found[0].project_id,
        'start_at': segments[0].start if segments else None,
        'end_at': segments[-1].end if segments else None,
        'event_count': len({event.message_id for event in found}),
    }
    changed = connection.execute(
        sa.update(schema.timeline).where(
            _table.resource_id == resource_id,
            _table.event_count < head['event_count']).values(head))
    if changed.rowcount:
        return True
    known = connection.scalar(sa.select(_table.event_count).where(
        _table.resource_id == resource_id))
    if known is not None:
        return False
    connection.execute(sa.insert(schema.timeline).values(
        resource_id=resource_id, **head))
    return True


def _replace_segments(connection, resource_id, segments):
    connection.execute(sa.delete(schema.segment).where(
        _segment.resource_id == resource_id))
    if segments:
        connection.execute(sa.insert(schema.segment),
                           [_to_row(resource_id, each) for each in segments])


def _to_row(resource_id, segment):
    row = segment._asdict()
    row['resource_id'] = resource_id
    row['start_at'] = row.pop('start')
    row['end_at'] = row.pop('end')
    return row


def get(connection, resource_id):
    """Return the stored segments of a resource, oldest first."""
    rows = connection.execute(
        sa.select(*_SEGMENT_COLUMNS).where(
            _segment.resource_id == resource_id)
        .order_by(_segment.start_at))
    return [Segment(*row) for row in rows]


def between(connection, start, end, project_id=None, resource_id=None):
    """Yield the Timelines that touch [start, end), with those segments."""
    statement = sa.select(
        _segment.resource_id, _table.project_id, *_SEGMENT_COLUMNS).where(
        _segment.resource_id == _table.resource_id,
        *_touches(_table, start, end), *_touches(_segment, start, end))
    if project_id is not None:
        statement = statement.where(_table.project_id == project_id)
    if resource_id is not None:
        statement = statement.where(_table.resource_id == resource_id)
    rows = connection.execute(statement.order_by(
        _segment.resource_id, _segment.start_at))
    for key, group in itertools.groupby(rows, lambda row: row[:2]):
        yield Timeline(*key, [Segment(*row[2:]) for row in group])


def _touches(columns, start, end):
    return (columns.start_at < end,
            sa.or_(columns.end_at.is_(None), columns.end_at > start))


def resource_ids(connection, after, limit):
    """Return ids of resources with events, in order, behind a given one."""
    column = schema.event.c.resource_id
    return list(connection.scalars(
        sa.select(column).distinct().where(column > after)
        .order_by(column).limit(limit)))
