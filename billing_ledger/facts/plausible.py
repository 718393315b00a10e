# SPDX-License-Identifier: Apache-2.0
"""Whether a reading can be true, by itself and beside another of its run.

Nothing here depends on which readings came before: a reading is held against
how its own run began, and against its neighbours in time.
"""

import datetime
import operator
import typing

from billing_ledger import times
from billing_ledger.facts.reading import COUNTERS

# Clocks are set, and libvirt counts in steps of 10 ms.
SLACK = datetime.timedelta(seconds=10)
_NS_PER_US = 1000
_US_PER_SECOND = 10 ** 6
_CPU = COUNTERS.index('cpu.used')
_BYTES = tuple(COUNTERS.index(name) for name in (
    'disk.read.bytes', 'disk.write.bytes', 'network.incoming.bytes',
    'network.outgoing.bytes'))


class Limits(typing.NamedTuple):
    """What no instance exceeds.

    ``line_rate`` is in bytes a second; ``clock_tolerance`` says how far ahead
    a host's clock may be.
    """

    line_rate: int
    clock_tolerance: datetime.timedelta


def problem_alone(reading, limits, now):
    """Return why a reading cannot be true, or None.

    :param reading: a Reading
    :param now: the present moment
    """
    if reading.at > now + limits.clock_tolerance:
        return (f'it comes from the future: {times.to_text(reading.at)}, now '
                f'it is {times.to_text(now)}')
    return _jump(reading.run.first, reading.counters,
                 reading.at - reading.run.started_at, reading.vcpus, limits)


def problem_between(before, after, vcpus, limits):
    """Return why two readings of a run contradict each other, or None.

    :param before: (moment, counters) of the earlier one
    :param after: (moment, counters) of the later one
    """
    if any(map(operator.lt, after[1], before[1])):
        name, old, new = next(
            each for each in zip(COUNTERS, before[1], after[1], strict=True)
            if each[2] < each[1])
        return (f'{name} goes back from {old} at {times.to_text(before[0])} '
                f'to {new} at {times.to_text(after[0])}')
    return _jump(before[1], after[1], after[0] - before[0], vcpus, limits)


def _jump(old, new, lasted, vcpus, limits):
    lasted_us = times.microseconds(lasted + SLACK)
    cpu_ns = new[_CPU] - old[_CPU]
    if cpu_ns > vcpus * lasted_us * _NS_PER_US:
        return (f'cpu.used grew by {cpu_ns} ns in {lasted}: more than '
                f'{vcpus} vCPUs can use')
    most = limits.line_rate * lasted_us // _US_PER_SECOND
    for index in _BYTES:
        grown = new[index] - old[index]
        if grown > most:
            return (f'{COUNTERS[index]} grew by {grown} in {lasted}: more '
                    'than [readings] line_rate')
    return None
