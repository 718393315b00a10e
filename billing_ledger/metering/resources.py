# SPDX-License-Identifier: Apache-2.0
"""What images, volumes, addresses ... amount to, by pure computation.

The database computes holdings for many resources at once
(billing_ledger/db/resource_holdings.py).
"""

import collections
import typing

from billing_ledger import times
from billing_ledger.metering import usage as metering
from billing_ledger.metering.traits import Traits


class ResourceHolding(typing.NamedTuple):
    """A condition, and the microseconds it lasted within an interval.

    ``size`` is that of a ResourceSegment; ``interval`` counts the intervals
    asked for.
    """

    kind: str
    resource_id: str
    project_id: str
    user_id: str | None
    traits: Traits
    size: int
    state: str
    interval: int
    lasted_us: int


def resource_holdings(resource_id, segments, intervals):
    """Return the ResourceHoldings of one resource, one for each condition.

    :param segments: its ResourceSegments
    :param intervals: consecutive (start, end) pairs
    """
    lasted_us = collections.defaultdict(int)
    for segment in segments:
        if not segment.held:
            continue
        for number, (start, end) in enumerate(intervals):
            begun = max(segment.start, start)
            ended = end if segment.end is None else min(segment.end, end)
            if begun < ended:
                lasted_us[
                    segment.kind, resource_id, segment.project_id,
                    segment.user_id,
                    Traits(volume_type=segment.volume_type,
                           availability_zone=segment.availability_zone),
                    segment.size, segment.state, number,
                ] += times.microseconds(ended - begun)
    return [ResourceHolding(*condition, spent_us)
            for condition, spent_us in lasted_us.items()]


def usage(holdings, meters):
    """Return what resources amounted to, as metering.usage() does.

    :param holdings: iterable of ResourceHolding
    :param meters: the ResourceMeters to apply
    :returns: dict of metering.Key to millionths of base units, without zeros
    """
    of_kind = collections.defaultdict(list)
    for meter in meters:
        of_kind[meter.kind].append(meter)
    quantities = collections.defaultdict(int)
    for holding in holdings:
        for meter in of_kind[holding.kind]:
            per_second = meter.per_second(holding)
            if per_second:
                quantities[metering.Key(
                    holding.project_id, holding.resource_id, holding.user_id,
                    meter.name, holding.traits, holding.interval,
                )] += per_second * holding.lasted_us
    return quantities
