# SPDX-License-Identifier: Apache-2.0
"""Months of the calendar, as the pages leaf through them."""

import calendar
import datetime
import re
import typing

EARLIEST_YEAR = 2000
_PATTERN = re.compile(r'(?P<year>[0-9]{4})-(?P<number>[0-9]{2})')


class Month(typing.NamedTuple):
    """A month, such as November 2026."""

    year: int
    number: int

    def __str__(self):
        return f'{self.year:04}-{self.number:02}'

    def first_day(self):
        """Return the date of its first day."""
        return datetime.date(self.year, self.number, 1)

    def days(self):
        """Return the dates of all its days."""
        last = calendar.monthrange(self.year, self.number)[1]
        return [datetime.date(self.year, self.number, day)
                for day in range(1, last + 1)]

    def start(self, zone):
        """Return the moment at which it begins in a time zone."""
        return datetime.datetime.combine(self.first_day(), datetime.time(),
                                         tzinfo=zone)

    def previous(self):
        """Return the month before it."""
        if self.number == 1:
            return Month(self.year - 1, 12)
        return Month(self.year, self.number - 1)

    def next(self):
        """Return the month after it."""
        if self.number == 12:
            return Month(self.year + 1, 1)
        return Month(self.year, self.number + 1)


def at(moment, zone):
    """Return the month that a moment lies in."""
    local = moment.astimezone(zone)
    return Month(local.year, local.month)


def parse(text):
    """Return the month that a text like ``2026-11`` names.

    :raises ValueError: it names none, or one before the cloud's time
    """
    match = _PATTERN.fullmatch(text)
    if not match:
        raise ValueError(text)
    month = Month(int(match['year']), int(match['number']))
    if month.year < EARLIEST_YEAR or not 1 <= month.number <= 12:
        raise ValueError(text)
    return month
