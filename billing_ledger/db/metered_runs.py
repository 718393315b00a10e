# SPDX-License-Identifier: Apache-2.0
"""The runs that matter to a bill, and their counters at given moments."""

import collections
import itertools

import sqlalchemy as sa

from billing_ledger import times
from billing_ledger.db import readings
from billing_ledger.db import schema
from billing_ledger.db import types
from billing_ledger.metering.runs import Life
from billing_ledger.metering.runs import Stay

_head = schema.timeline.c
_run = schema.run.c
_segment = schema.segment.c
_reading = schema.reading.c
_CUTS_AT_ONCE = 100


class Counters:
    """Looks up the counters of runs at the moments that were announced.

    :param connection: a connection that lives as long as this
    :param cuts: the moments that will be asked for most
    :param hour_of: gives the end of the hour that a moment lies in
    :param whose: (project_id, resource_id), None for all of them
    """

    def __init__(self, connection, cuts, hour_of, whose):
        self._connection = connection
        self._hour_of = hour_of
        self._known = collections.defaultdict(dict)
        rest = iter(cuts)
        while chunk := list(itertools.islice(rest, _CUTS_AT_ONCE)):
            statement = _of(_values(chunk, hour_of).where(
                _is_within(cuts[0], cuts[-1])), whose)
            for run_id, cut, counters in connection.execute(statement):
                self._known[cut][run_id] = counters
        self._cuts = set(cuts)
        self._read = {}

    def at(self, life, moment):
        """Return the newest counters of a run at a moment, or None."""
        if moment in self._cuts:
            text = self._known[moment].get(life.run_id)
        else:
            text = self._connection.scalar(
                sa.select(_reading.counters).where(
                    _reading.run_id == life.run_id,
                    _reading.hour_at <= self._hour_of(moment),
                    _reading.at <= moment)
                .order_by(_reading.hour_at.desc()).limit(1))
        if text is None:
            return None
        if text not in self._read:
            self._read[text] = readings.decode(text)
        return self._read[text]


def lives(connection, start, end, grace, whose):
    """Return (Life, Stays on its host) of the runs within a period.

    :param grace: the timedelta by which host and timeline may disagree
    :param whose: (project_id, resource_id), None for all of them
    """
    found = {}
    # What does not end compares as unknown: then it goes on.
    goes_on = _run.ended_at.is_(None)
    stays_on = _segment.end_at.is_(None)
    statement = sa.select(
        _run.run_id, _run.resource_id, _run.host, _run.started_at,
        _run.ended_at, _run.first, _segment.start_at, _segment.end_at,
        _segment.project_id, _segment.user_id, _segment.flavor,
    ).join_from(
        schema.timeline, schema.run, _run.resource_id == _head.resource_id,
    ).join(schema.segment, sa.and_(
        _segment.resource_id == _run.resource_id,
        _segment.host == _run.host,
        sa.or_(goes_on, _later(_run.ended_at, grace) >= _segment.start_at),
        sa.or_(stays_on, _later(_segment.end_at, grace) > _run.started_at)),
    ).where(_is_within(start, end))
    for row in connection.execute(_of(statement, whose)):
        if row.run_id not in found:
            life = Life(*row[:5], readings.decode(row.first))
            found[row.run_id] = life, []
        found[row.run_id][1].append(Stay(*row[6:]))
    return list(found.values())


def _values(cuts, hour_of):
    """Return the statement that finds the newest counters at each moment."""
    within = sa.union_all(*(sa.select(
        sa.cast(cut, types.Microseconds).label('at'),
        sa.cast(hour_of(cut), types.Microseconds).label('hour_at'))
        for cut in cuts)).subquery('within')
    older = schema.reading.alias('older')
    hour = sa.select(older.c.hour_at).where(
        older.c.run_id == _run.run_id, older.c.hour_at <= within.c.hour_at,
        older.c.at <= within.c.at).order_by(
        older.c.hour_at.desc()).limit(1).scalar_subquery()
    return sa.select(_run.run_id, within.c.at, _reading.counters).join_from(
        schema.timeline, schema.run, _run.resource_id == _head.resource_id,
    ).join(within, _run.started_at < within.c.at).join(schema.reading, sa.and_(
        _reading.run_id == _run.run_id, _reading.hour_at == hour))


def _is_within(start, end):
    return sa.and_(_run.started_at < end, sa.or_(
        _run.ended_at.is_(None), _run.ended_at >= start))


def _of(statement, whose):
    project_id, resource_id = whose
    if project_id is not None:
        statement = statement.where(_head.project_id == project_id)
    if resource_id is not None:
        statement = statement.where(_head.resource_id == resource_id)
    return statement


def _later(column, delta):
    """Return a moment in a column plus a timedelta."""
    return sa.type_coerce(
        sa.type_coerce(column, sa.BigInteger) + times.microseconds(delta),
        types.Microseconds)
