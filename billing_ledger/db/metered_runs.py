# SPDX-License-Identifier: Apache-2.0
"""The runs that matter to a bill, and their counters at given moments."""

import sqlalchemy as sa

from billing_ledger import times
from billing_ledger.db import readings
from billing_ledger.db import schema
from billing_ledger.db import types
from billing_ledger.metering.runs import Life
from billing_ledger.metering.runs import Stay
from billing_ledger.metering.traits import Traits

_head = schema.timeline.c
_run = schema.run.c
_segment = schema.segment.c
_reading = schema.reading.c


class Counters:
    """Looks up the counters of runs at the moments that were announced.

    Nearly always a run has a reading in the very hour that a moment closes,
    or its newest one is older than that; only for what is between, each is
    searched by itself.

    :param connection: a connection that lives as long as this
    :param cuts: the moments that will be asked for most, in order
    :param hour_of: gives the end of the hour that a moment lies in
    :param whose: (project_id, resource_id), None for all of them
    """

    def __init__(self, connection, cuts, hour_of, whose):
        self._connection = connection
        self._hour_of = hour_of
        within = _is_within(cuts[0], cuts[-1])
        # One by one: joined with a table of moments, MariaDB would read
        # every reading of each run.
        self._at_cuts = {cut: dict(connection.execute(_of(
            _in_hour(cut, hour_of(cut)).where(within), whose)).all())
            for cut in cuts}
        self._newest = {
            run_id: (at, counters) for run_id, at, counters
            in connection.execute(_of(_newest().where(within), whose))}

    def at(self, life, moment):
        """Return the newest counters of a run at a moment, or None."""
        text = self._at_cuts.get(moment, {}).get(life.run_id)
        if text is None:
            newest_at, newest = self._newest.get(life.run_id,
                                                 (times.EARLIEST, None))
            text = (newest if newest_at <= moment
                    else self._search(life.run_id, moment))
        return text and readings.decode(text)

    def _search(self, run_id, moment):
        return self._connection.scalar(
            sa.select(_reading.counters).where(
                _reading.run_id == run_id,
                _reading.hour_at <= self._hour_of(moment),
                _reading.at <= moment)
            .order_by(_reading.hour_at.desc()).limit(1))


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
        _segment.availability_zone,
    ).join_from(_runs_of_timelines(), schema.segment, sa.and_(
        _segment.resource_id == _run.resource_id,
        _segment.host == _run.host,
        sa.or_(goes_on, _later(_run.ended_at, grace) >= _segment.start_at),
        sa.or_(stays_on, _later(_segment.end_at, grace) > _run.started_at)),
    ).where(_is_within(start, end))
    for row in connection.execute(_of(statement, whose)):
        if row.run_id not in found:
            life = Life(*row[:5], readings.decode(row.first))
            found[row.run_id] = life, []
        found[row.run_id][1].append(Stay(*row[6:10], Traits(*row[10:])))
    return list(found.values())


def _in_hour(moment, hour_at):
    """Return the statement that finds readings in the hour of a moment."""
    return sa.select(_run.run_id, _reading.counters).join_from(
        _runs_of_timelines(), schema.reading, sa.and_(
            _reading.run_id == _run.run_id, _reading.hour_at == hour_at,
            _reading.at <= moment))


def _newest():
    """Return the statement that finds the newest reading of each run."""
    last = schema.reading.alias('last')
    hour = sa.select(last.c.hour_at).where(
        last.c.run_id == _run.run_id).order_by(
        last.c.hour_at.desc()).limit(1).scalar_subquery()
    return sa.select(_run.run_id, _reading.at, _reading.counters).join_from(
        _runs_of_timelines(), schema.reading, sa.and_(
            _reading.run_id == _run.run_id, _reading.hour_at == hour))


def _runs_of_timelines():
    return sa.join(schema.timeline, schema.run,
                   _run.resource_id == _head.resource_id)


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
