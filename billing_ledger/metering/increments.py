# SPDX-License-Identifier: Apache-2.0
"""Time that is charged though it was not used; pure.

A price may have a stretch of being billed count for a minimum, and round it up
to whole increments, as if it had lasted on. So what is charged extra lies
right behind the stretch, and periods add up.
"""

import collections
import datetime
import typing

from billing_ledger import times
from billing_ledger.metering import usage as metering
from billing_ledger.metering.traits import Traits


class Stretch(typing.NamedTuple):
    """A time without a gap in which a meter counted; ``last`` its Segment."""

    start: datetime.datetime
    end: datetime.datetime
    last: typing.Any


def stretches(segments, is_billed):
    """Yield the Stretches of a resource that have come to an end.

    :param segments: its Segments, oldest first
    :param is_billed: tells whether a meter counts during a Segment
    """
    start = last = None
    for segment in segments:
        if last is not None and (not is_billed(segment)
                                 or segment.start > last.end):
            yield Stretch(start, last.end, last)
            last = None
        if is_billed(segment):
            start = start if last is not None else segment.start
            last = segment
            if segment.end is None:
                return
    if last is not None:
        yield Stretch(start, last.end, last)


def counts_until(stretch, minimum_seconds, increment_seconds):
    """Return until when a stretch counts."""
    lasted_us = times.microseconds(stretch.end - stretch.start)
    counted_us = max(lasted_us, minimum_seconds * metering.MICRO)
    if increment_seconds:
        increment_us = increment_seconds * metering.MICRO
        counted_us = -(-counted_us // increment_us) * increment_us
    return stretch.start + datetime.timedelta(microseconds=counted_us)


def surplus(resources, meters, policy, price_at, intervals):
    """Return what is charged beyond what was allocated.

    :param resources: mapping of resource ids to their Segments
    :param meters: the allocation meters to look at
    :param policy: which states are billed
    :param price_at: takes a meter's name, a project, Traits and a moment;
                     gives the Price that applies, or None
    :param intervals: consecutive (start, end) pairs
    :returns: dict of metering.Key to millionths, as metering.usage()
    """
    quantities = collections.defaultdict(int)
    for resource_id, segments in resources.items():
        for meter in meters:
            for stretch in stretches(segments, _billed_by(meter, policy)):
                for key, quantity in _surplus_of(
                        resource_id, stretch, meter, price_at, intervals):
                    quantities[key] += quantity
    return quantities


def _billed_by(meter, policy):
    def is_billed(segment):
        return (segment.launched and segment.host is not None
                and policy.bills(meter, segment.state))
    return is_billed


def _surplus_of(resource_id, stretch, meter, price_at, intervals):
    segment = stretch.last
    traits = Traits(segment.flavor, segment.availability_zone)
    if not meter.per_second(segment):
        return
    price = price_at(meter.name, segment.project_id, traits,
                     stretch.end - times.MICROSECOND)
    if price is None or not price.rounds_time:
        return
    until = counts_until(stretch, price.minimum_seconds,
                         price.increment_seconds)
    for number, (start, end) in enumerate(intervals):
        begun, ended = max(stretch.end, start), min(until, end)
        if begun < ended:
            yield metering.Key(
                segment.project_id, resource_id, segment.user_id, meter.name,
                traits, number), (meter.per_second(segment)
                                  * times.microseconds(ended - begun))
