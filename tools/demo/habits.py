# SPDX-License-Identifier: Apache-2.0
"""What the guests of the demo do all day: how busy they are, in integers."""

import dataclasses

# Permille of their best hour, for each hour of the day in UTC.
_OFFICE = (60, 50, 40, 40, 50, 90, 200, 450, 800, 950, 1000, 900,
           750, 900, 980, 960, 850, 600, 350, 250, 200, 150, 110, 80)
_SHOP = (150, 90, 60, 50, 50, 80, 170, 300, 420, 500, 560, 620,
         700, 640, 600, 620, 700, 800, 930, 1000, 960, 780, 500, 280)
_STEADY = (1000,) * 24
# The same for each day of the week, from Monday on.
_WORKDAYS = (1000, 1000, 1000, 1000, 920, 350, 300)
_WEEKEND = (820, 800, 830, 860, 950, 1000, 980)
_ALWAYS = (1000,) * 7


@dataclasses.dataclass(frozen=True)
class Habit:
    """How a guest uses what it was allocated.

    ``cpu``, ``memory`` and ``disk`` are permille of it, the first in the best
    hour; the others are bytes a second in the best hour.
    """

    hours: tuple
    days: tuple
    cpu: int
    memory: int
    disk: int
    read: int
    written: int
    received: int
    sent: int

    def activity(self, moment):
        """Return permille of the best hour, in the hour of a moment."""
        return (self.hours[moment.hour] * self.days[moment.weekday()]
                // 1000)


HABITS = {
    'web': Habit(_SHOP, _WEEKEND, cpu=420, memory=460, disk=140,
                 read=9_000, written=21_000, received=34_000, sent=190_000),
    'database': Habit(_SHOP, _WEEKEND, cpu=610, memory=810, disk=430,
                      read=260_000, written=340_000, received=41_000,
                      sent=62_000),
    'office': Habit(_OFFICE, _WORKDAYS, cpu=230, memory=520, disk=210,
                    read=14_000, written=17_000, received=12_000,
                    sent=15_000),
    'computing': Habit(_STEADY, _ALWAYS, cpu=985, memory=870, disk=260,
                       read=48_000, written=73_000, received=2_100,
                       sent=1_700),
    'watching': Habit(_STEADY, _ALWAYS, cpu=70, memory=390, disk=180,
                      read=1_100, written=28_000, received=52_000,
                      sent=9_000),
}
