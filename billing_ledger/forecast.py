# SPDX-License-Identifier: Apache-2.0
"""What a month will cost, and what it cost until this day last month; pure.

The rest of the month is taken to cost what the last seven whole days cost on
average, so that each day of the week counts once. The range is what it would
cost if all days were as the three cheapest of them, or as the three dearest.
"""

import datetime
import decimal
import fractions
import typing

from billing_ledger import text
from billing_ledger import times
from billing_ledger.rating import amounts

DAYS = 7
_EXTREMES = 3
_DAY = datetime.timedelta(days=1)


class Forecast(typing.NamedTuple):
    """What is expected of a month in a currency; amounts are Decimal."""

    currency: str
    spent: decimal.Decimal                # until now
    expected: decimal.Decimal             # to the end of the month
    low: decimal.Decimal
    high: decimal.Decimal
    last_month: decimal.Decimal
    last_month_to_date: decimal.Decimal   # as far as this one has come

    def as_dict(self):
        """Return the forecast for JSON."""
        return {name: value if name == 'currency' else text.of_amount(value)
                for name, value in self._asdict().items()}


class Span(typing.NamedTuple):
    """The months that a forecast looks at, from a moment on."""

    now: datetime.datetime
    last_month: datetime.datetime
    month: datetime.datetime
    next_month: datetime.datetime

    @property
    def last_month_to_date(self):
        """When last month had come as far as this one has."""
        return min(self.last_month + (self.now - self.month), self.month)


def span(now, tz):
    """Return the Span at a moment, in the months of a time zone."""
    month = times.start_of_month(now, tz)
    return Span(now, times.start_of_month(month - times.SECOND, tz), month,
                times.next_month(now, tz))


def make(whole, tz, daily, to_date):
    """Return Forecasts by currency.

    :param whole: the Span
    :param tz: the time zone of days
    :param daily: amounts since last month began, by currency and date
    :param to_date: amounts until last_month_to_date, by currency
    """
    first = whole.month.astimezone(tz).date()
    found = []
    for currency, days in sorted(daily.items()):
        spent, before = (
            sum((amount for day, amount in days.items()
                 if (day >= first) == is_this_month), decimal.Decimal(0))
            for is_this_month in (True, False))
        rates = sorted(_rates(days, whole.now.astimezone(tz), tz))
        found.append(Forecast(
            currency, spent,
            *(spent + _rest(whole, part) for part
              in (rates, rates[:_EXTREMES], rates[-_EXTREMES:])),
            before, to_date.get(currency, decimal.Decimal(0))))
    return found


def _rest(whole, rates):
    """Return what the rest of the month costs at the mean of daily rates."""
    left = fractions.Fraction(times.microseconds(whole.next_month - whole.now),
                              times.microseconds(_DAY))
    mean = sum(map(fractions.Fraction, rates)) / len(rates)
    return amounts.of_cost(left * mean)


def _rates(days, now, tz):
    """Return what the last whole days cost, or today goes on to cost.

    Days before the very first charge tell nothing.
    """
    today = now.date()
    last = [today - number * _DAY for number in range(1, DAYS + 1)]
    whole_days = [days.get(day, decimal.Decimal(0)) for day in last
                  if day >= min(days)]
    if whole_days:
        return whole_days
    midnight = datetime.datetime.combine(today, datetime.time(), tzinfo=tz)
    so_far = fractions.Fraction(
        max(times.microseconds(now - midnight.astimezone(times.UTC)), 1),
        times.microseconds(_DAY))
    return [fractions.Fraction(days[today]) / so_far]
