# SPDX-License-Identifier: Apache-2.0
"""Turn timelines into quantities, by pure computation.

Quantities are integers: microseconds times what accrues in each second. So
they add up exactly, in any order.
"""

import bisect
import collections
import datetime
import decimal
import operator
import typing

from billing_ledger.metering import billable
from billing_ledger.metering import meters as all_meters

MICRO = 10 ** 6
_END = operator.itemgetter(1)
_MICROSECOND = datetime.timedelta(microseconds=1)


class Stretch(typing.NamedTuple):
    """What metering needs of a Segment; either will do."""

    start: datetime.datetime
    end: datetime.datetime | None
    host: str | None
    flavor: str
    vcpus: int
    memory_mb: int
    disk_gb: int
    state: str
    user_id: str | None
    display_name: str | None
    launched: bool


class Timeline(typing.NamedTuple):
    """The segments of one resource, oldest first, with whose it is."""

    resource_id: str
    project_id: str
    segments: typing.Sequence


class Key(typing.NamedTuple):
    """What a quantity is of. ``interval`` counts the intervals asked for."""

    project_id: str
    resource_id: str
    user_id: str | None
    meter: str
    flavor: str
    interval: int


class Usage(typing.NamedTuple):
    """Quantities in millionths of base units, and the resources' names."""

    quantities: dict         # Key -> int
    names: dict              # resource_id -> last display name


def intervals_between(start, end, cuts):
    """Return consecutive (start, end) pairs that meet at the given cuts."""
    inner = sorted({cut for cut in cuts if start < cut < end})
    return list(zip([start, *inner], [*inner, end], strict=True))


def usage(timelines, intervals, policy=billable.DEFAULT_POLICY,
          meters=all_meters.METERS):
    """Return what timelines accrue in each of some intervals.

    :param timelines: iterable of Timeline
    :param intervals: consecutive (start, end) pairs
    :param policy: which states are billed
    :param meters: mapping of the meters to apply
    :returns: Usage; nothing is listed where nothing accrued
    """
    rates = _Rates(policy, meters.values())
    quantities = collections.defaultdict(int)
    names = {}
    for timeline in timelines:
        lasted_us = collections.defaultdict(int)
        for segment in timeline.segments:
            billed = rates.of(segment)
            for number, overlap_us in _overlaps(segment, intervals):
                lasted_us[segment.user_id, segment.flavor, billed,
                          number] += overlap_us
        if lasted_us:
            names[timeline.resource_id] = timeline.segments[-1].display_name
        for (user_id, flavor, billed, number), spent_us in lasted_us.items():
            for meter_name, per_second in billed:
                quantities[Key(timeline.project_id, timeline.resource_id,
                               user_id, meter_name, flavor,
                               number)] += per_second * spent_us
    return Usage(quantities, names)


class _Rates:
    """What segments accrue; many segments are alike."""

    def __init__(self, policy, meters):
        self._policy = policy
        self._meters = tuple(meters)
        self._known = {}

    def of(self, segment):
        """Return (meter name, base units per second) of each meter billed."""
        alike = (segment.vcpus, segment.memory_mb, segment.disk_gb,
                 segment.state, segment.launched, segment.host is None)
        if alike not in self._known:
            self._known[alike] = tuple(
                (meter.name, meter.per_second(segment))
                for meter in self._meters
                if self._policy.bills(meter, segment)
                and meter.per_second(segment))
        return self._known[alike]


def in_base_units(millionths):
    """Return an exact Decimal of a quantity kept in millionths."""
    return decimal.Decimal(millionths).scaleb(-6, _EXACT)


# Enough digits for any 64-bit quantity in millionths, and far beyond.
_EXACT = decimal.Context(prec=100)


def _overlaps(segment, intervals):
    """Yield (interval number, microseconds) where a segment touches one."""
    first = bisect.bisect_right(intervals, segment.start, key=_END)
    for number in range(first, len(intervals)):
        start, end = intervals[number]
        if segment.end is not None and segment.end <= start:
            return
        begun = max(segment.start, start)
        ended = end if segment.end is None else min(segment.end, end)
        if begun < ended:
            yield number, (ended - begun) // _MICROSECOND
