# SPDX-License-Identifier: Apache-2.0
"""A calendar month, in the time zone of bills."""

import datetime
import re
import typing

from billing_ledger import exception
from billing_ledger import times

_WRITTEN = re.compile(r'([0-9]{4})-([0-9]{2})', re.ASCII)
_MONTHS_OF_YEAR = 12
# Within the years of billing_ledger.times, whatever the time zone.
_YEARS = range(1971, 8999)


class Period(typing.NamedTuple):
    """The time [start, end)."""

    start: datetime.datetime
    end: datetime.datetime


class Month(typing.NamedTuple):
    """A month; written as 2026-10, which sorts as months do."""

    year: int
    number: int

    def __str__(self):
        return f'{self.year:04}-{self.number:02}'

    def plus(self, months):
        """Return the month so many months later."""
        year, number = divmod(
            self.year * _MONTHS_OF_YEAR + self.number - 1 + months,
            _MONTHS_OF_YEAR)
        return Month(year, number + 1)

    def period(self, tz):
        """Return when the month begins and ends there: 743 to 745 hours."""
        return Period(self._start(tz), self.plus(1)._start(tz))

    def _start(self, tz):
        middle = datetime.datetime(self.year, self.number, 15,
                                   tzinfo=datetime.UTC)
        return times.start_of_month(middle, tz)


def of(moment, tz):
    """Return the Month that a moment lies in there."""
    local = moment.astimezone(tz)
    return Month(local.year, local.month)


def parse(written, name='month'):
    """Return the Month that a text such as 2026-10 names.

    :param name: what the text is called in the error
    :raises InvalidTime: it names none between 1971 and 8998
    """
    if not isinstance(written, str):
        raise exception.InvalidTime(
            name=name,
            reason=f'a text was expected, not {type(written).__name__}')
    found = _WRITTEN.fullmatch(written)
    month = found and Month(*map(int, found.groups()))
    if not (month and month.year in _YEARS
            and 1 <= month.number <= _MONTHS_OF_YEAR):
        raise exception.InvalidTime(
            name=name, reason=f'{written[:64]!r} is not a month between '
                              '1971-01 and 8998-12')
    return month
