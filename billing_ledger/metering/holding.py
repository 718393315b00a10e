# SPDX-License-Identifier: Apache-2.0
"""How long a host held an instance in one condition, by pure computation.

The database computes the same for many instances at once
(billing_ledger/db/holdings.py).
"""

import collections
import typing

from billing_ledger import times
from billing_ledger.metering.traits import Traits


class Holding(typing.NamedTuple):
    """A condition, and the microseconds it lasted within an interval.

    Sizes are those of a Segment; ``interval`` counts the intervals asked for.
    """

    resource_id: str
    project_id: str
    user_id: str | None
    traits: Traits
    vcpus: int
    memory_mb: int
    disk_gb: int
    state: str
    interval: int
    lasted_us: int


def intervals_between(start, end, cuts):
    """Return consecutive (start, end) pairs that meet at the given cuts."""
    inner = sorted({cut for cut in cuts if start < cut < end})
    return list(zip([start, *inner], [*inner, end], strict=True))


def holdings(resource_id, segments, intervals):
    """Return the Holdings of one instance, one for each condition.

    Whatever its state, an instance is held only once its guest had been
    launched, and while it has a host: neither a failed build nor an offloaded
    instance occupies anything.

    :param segments: its Segments
    :param intervals: consecutive (start, end) pairs
    """
    lasted_us = collections.defaultdict(int)
    for segment in segments:
        if not segment.launched or segment.host is None:
            continue
        for number, (start, end) in enumerate(intervals):
            begun = max(segment.start, start)
            ended = end if segment.end is None else min(segment.end, end)
            if begun < ended:
                lasted_us[
                    resource_id, segment.project_id, segment.user_id,
                    Traits(segment.flavor, segment.availability_zone),
                    segment.vcpus, segment.memory_mb, segment.disk_gb,
                    segment.state, number,
                ] += times.microseconds(ended - begun)
    return [Holding(*condition, spent_us)
            for condition, spent_us in lasted_us.items()]
