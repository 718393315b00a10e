# SPDX-License-Identifier: Apache-2.0
"""Let the database add up how long hosts held instances.

It gives what metering.holding.holdings() gives for each of them: a project's
month is thousands of segments, of which only the sums are wanted.
"""

import itertools

import sqlalchemy as sa

from billing_ledger.db import intervals as spans
from billing_ledger.db import schema
from billing_ledger.metering.holding import Holding
from billing_ledger.metering.traits import Traits

_head = schema.timeline.c
_segment = schema.segment.c
_CONDITION = (_segment.resource_id, _head.project_id, _segment.user_id,
              _segment.flavor, _segment.availability_zone, _segment.vcpus,
              _segment.memory_mb, _segment.disk_gb, _segment.state)


def between(connection, intervals, project_id=None, resource_id=None):
    """Yield the Holdings in some intervals.

    :param intervals: consecutive (start, end) pairs
    :param project_id: only of this project's instances
    :param resource_id: only of this instance
    """
    numbered = enumerate(intervals)
    while chunk := list(itertools.islice(numbered, spans.AT_ONCE)):
        for row in connection.execute(
                _statement(chunk, project_id, resource_id)):
            *whose, flavor, zone = row[:5]
            # MySQL and PostgreSQL sum integers to decimals.
            yield Holding(*whose, Traits(flavor, zone), *row[5:-1],
                          int(row[-1]))


def names(connection, project_id=None, resource_id=None):
    """Return the last display name of each instance by its id."""
    statement = _of(sa.select(_head.resource_id, _head.display_name),
                    project_id, resource_id)
    return dict(connection.execute(statement).all())


def _statement(numbered_intervals, project_id, resource_id):
    (_, (start, _)), (_, (_, end)) = (numbered_intervals[0],
                                      numbered_intervals[-1])
    within = spans.table_of(numbered_intervals)
    return _of(
        sa.select(*_CONDITION, within.c.number,
                  sa.func.sum(spans.overlap(
                      _segment.start_at, _segment.end_at, within)))
        .join_from(schema.timeline, schema.segment,
                   _segment.resource_id == _head.resource_id)
        .join(within, sa.and_(
            _segment.start_at < within.c.end_at,
            sa.or_(_segment.end_at.is_(None),
                   _segment.end_at > within.c.start_at)))
        .where(_head.start_at < end,
               sa.or_(_head.end_at.is_(None), _head.end_at > start),
               _segment.launched, _segment.host.is_not(None))
        .group_by(*_CONDITION, within.c.number),
        project_id, resource_id)


def _of(statement, project_id, resource_id):
    if project_id is not None:
        statement = statement.where(_head.project_id == project_id)
    if resource_id is not None:
        statement = statement.where(_head.resource_id == resource_id)
    return statement
