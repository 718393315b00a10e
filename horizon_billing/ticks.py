# SPDX-License-Identifier: Apache-2.0
"""Round moments between two others, for an axis of time; pure."""

import datetime
import itertools
import typing

MOST = 6
SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
_STEPS = (*(number * SECOND for number in (1, 5, 10, 30)),
          *(number * MINUTE for number in (1, 5, 10, 30)),
          *(number * HOUR for number in (1, 3, 6, 12)),
          *(number * DAY for number in (1, 2, 7, 14)))
_MONTHS = (1, 3, 6, 12, 24, 60, 120)
_LONGEST_MONTH = 31 * DAY
_MIDNIGHT = datetime.time()


class Tick(typing.NamedTuple):
    """A moment, and the step between ticks, which says what to write."""

    moment: datetime.datetime
    step: datetime.timedelta


def between(start, end, zone):
    """Return the Ticks between two moments, at most about MOST.

    They are at round times of a clock and a calendar in a time zone.
    """
    span = end - start
    step = next((step for step in _STEPS if span <= MOST * step), None)
    first = start.astimezone(zone).replace(tzinfo=None)
    if step:
        found = _by_clock(first, step)
    else:
        number = next((number for number in _MONTHS
                       if span <= MOST * number * 30 * DAY), _MONTHS[-1])
        found, step = _by_calendar(first, number), number * _LONGEST_MONTH
    moments = (local.replace(tzinfo=zone) for local in found)
    return [Tick(moment, step) for moment in itertools.takewhile(
        lambda moment: moment <= end, moments) if moment >= start]


def _by_clock(first, step):
    """Yield local times at multiples of a step since a midnight."""
    local = datetime.datetime.combine(first.date(), _MIDNIGHT)
    if step < DAY:
        local += (first - local) // step * step
    elif local < first:
        local += DAY
    while True:
        yield local
        local += step


def _by_calendar(first, number):
    """Yield first days of months, every so many months."""
    month = (first.year * 12 + first.month - 1) // number * number
    while True:
        yield datetime.datetime.combine(
            datetime.date(month // 12, month % 12 + 1, 1), _MIDNIGHT)
        month += number
