# SPDX-License-Identifier: Apache-2.0
"""The runs of an instance as people are shown them."""

import datetime
import typing

from billing_ledger import times
from billing_ledger.facts.reading import COUNTERS
from billing_ledger.metering import runs


class RunReport(typing.NamedTuple):
    """One life of the guest's process on one host, and what it counted.

    ``end`` and ``exact`` are None while it goes on. ``billed`` says whether
    the timeline names the host. ``counters`` are (first, last) by counter.
    """

    run_id: str
    resource_id: str
    host: str
    start: datetime.datetime
    end: datetime.datetime | None
    exact: bool | None
    billed: bool
    counters: dict

    def as_dict(self):
        """Return the run for JSON; counters are whole numbers."""
        return {
            'run_id': self.run_id,
            'instance_id': self.resource_id,
            'host': self.host,
            'start': times.to_text(self.start),
            'end': times.to_text(self.end),
            'exact': self.exact,
            'billed': self.billed,
            'counters': {name: {'first': first, 'last': last}
                         for name, (first, last) in self.counters.items()},
        }


def make(found, known, segments, grace):
    """Return RunReports.

    :param found: (Run, ended_at, exact), in order
    :param known: a db.readings.Known of each run by its id
    :param segments: the instance's timeline
    :param grace: the timedelta by which host and timeline may disagree
    """
    return [_one(run, ended_at, exact, known[run.run_id].newest, segments,
                 grace) for run, ended_at, exact in found]


def _one(run, ended_at, exact, newest, segments, grace):
    life = runs.Life(run.run_id, run.resource_id, run.host, run.started_at,
                     ended_at, run.first)
    stays = [runs.Stay(each.start, each.end, each.project_id, each.user_id,
                       each.flavor)
             for each in segments if each.host == run.host]
    last = newest.counters if newest else run.first
    return RunReport(
        run.run_id, run.resource_id, run.host, run.started_at, ended_at,
        exact, runs.account_of(life, stays, grace) is not None,
        dict(zip(COUNTERS, zip(run.first, last, strict=True), strict=True)))
