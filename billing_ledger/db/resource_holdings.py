# SPDX-License-Identifier: Apache-2.0
"""Let the database add up how long images, volumes ... were held.

It gives what metering.resources.resource_holdings() gives for each of them.
Whose a resource is may change during its life, so that is the segment's.
"""

import itertools

import sqlalchemy as sa

from billing_ledger.db import intervals as spans
from billing_ledger.db import schema
from billing_ledger.metering.resources import ResourceHolding
from billing_ledger.metering.traits import Traits

_segment = schema.resource_segment.c
_CONDITION = (_segment.kind, _segment.resource_id, _segment.project_id,
              _segment.user_id, _segment.volume_type,
              _segment.availability_zone, _segment.size, _segment.state)


def between(connection, intervals, project_id=None, resource_id=None):
    """Yield the ResourceHoldings in some intervals.

    :param intervals: consecutive (start, end) pairs
    :param project_id: only of this project
    :param resource_id: only of this resource
    """
    numbered = enumerate(intervals)
    while chunk := list(itertools.islice(numbered, spans.AT_ONCE)):
        for row in connection.execute(
                _statement(chunk, project_id, resource_id)):
            *whose, volume_type, zone = row[:6]
            traits = Traits(volume_type=volume_type, availability_zone=zone)
            # MySQL and PostgreSQL sum integers to decimals.
            yield ResourceHolding(*whose, traits, *row[6:-1], int(row[-1]))


def names(connection, start, end, project_id=None, resource_id=None):
    """Return what resources were called last in a period, by their ids.

    A project does not learn what others called what it gave away.
    """
    statement = sa.select(_segment.resource_id, _segment.display_name).where(
        _segment.start_at < end,
        sa.or_(_segment.end_at.is_(None), _segment.end_at > start))
    return dict(connection.execute(_of(
        statement, project_id, resource_id).order_by(_segment.start_at)).all())


def _statement(numbered_intervals, project_id, resource_id):
    within = spans.table_of(numbered_intervals)
    return _of(
        sa.select(*_CONDITION, within.c.number, sa.func.sum(
            spans.overlap(_segment.start_at, _segment.end_at, within)))
        .join_from(schema.resource_segment, within, sa.and_(
            _segment.start_at < within.c.end_at,
            sa.or_(_segment.end_at.is_(None),
                   _segment.end_at > within.c.start_at)))
        .where(_segment.held)
        .group_by(*_CONDITION, within.c.number),
        project_id, resource_id)


def _of(statement, project_id, resource_id):
    if project_id is not None:
        statement = statement.where(_segment.project_id == project_id)
    if resource_id is not None:
        statement = statement.where(_segment.resource_id == resource_id)
    return statement
