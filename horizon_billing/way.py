# SPDX-License-Identifier: Apache-2.0
"""An instance's way over the hosts, put together from the API's rows; pure."""

import collections
import datetime
import typing

from horizon_billing import prices


class Host(typing.NamedTuple):
    """A host on the way.

    ``number`` counts the hosts in the order in which the instance came to
    them. ``name`` is None for those who may not know it.
    """

    id: str
    number: int
    name: str | None


class Stay(typing.NamedTuple):
    """A time during which a host held the instance, whatever its state."""

    host: Host
    start: datetime.datetime
    end: datetime.datetime | None


class Run(typing.NamedTuple):
    """One life of the guest on a host, and what it used there.

    ``end`` and ``exact`` are None while it lasts. ``used`` has integers in
    the base units of the meters.
    """

    id: str
    host: Host
    start: datetime.datetime
    end: datetime.datetime | None
    exact: bool | None
    billed: bool
    used: dict


class Move(typing.NamedTuple):
    """The change from a run to the next one, on another host."""

    before: Run
    after: Run

    @property
    def left_at(self):
        """When it left; with an unknown end, when it was there already."""
        if self.before.end is None:
            return self.after.start
        return min(self.before.end, self.after.start)


class Way(typing.NamedTuple):
    """Where an instance was and ran, oldest first."""

    hosts: list
    stays: list
    runs: list

    @property
    def moves(self):
        """The Moves between runs that are billed."""
        billed = [run for run in self.runs if run.billed]
        return [Move(before, after)
                for before, after in zip(billed, billed[1:], strict=False)
                if before.host != after.host]

    @property
    def totals(self):
        """What all billed runs used together, as Run.used."""
        sums = collections.Counter()
        for run in self.runs:
            if run.billed:
                sums.update(run.used)
        return dict(sums)


def from_api(timeline, rows):
    """Return the Way that two answers of the API amount to.

    :param timeline: the timeline of an instance
    :param rows: its runs, oldest first
    """
    segments = [segment for segment in timeline['segments']
                if segment['host_id']]
    hosts = _hosts([*segments, *rows])
    return Way(list(hosts.values()), _stays(segments, hosts),
               [_run(row, hosts) for row in rows])


def _hosts(rows):
    hosts = {}
    for row in sorted(rows, key=lambda row: prices.moment(row['start'])):
        hosts.setdefault(row['host_id'], Host(
            row['host_id'], len(hosts) + 1, row['host']))
    return hosts


def _stays(segments, hosts):
    stays = []
    for segment in segments:
        stay = Stay(hosts[segment['host_id']],
                    prices.moment(segment['start']),
                    prices.moment(segment['end']))
        if stays and (stays[-1].host, stays[-1].end) == (stay.host,
                                                         stay.start):
            stay = stay._replace(start=stays.pop().start)
        stays.append(stay)
    return stays


def _run(row, hosts):
    used = {name: int(counter['last']) - int(counter['first'])
            for name, counter in row['counters'].items()}
    return Run(row['run_id'], hosts[row['host_id']],
               prices.moment(row['start']), prices.moment(row['end']),
               row['exact'], row['billed'], used)
