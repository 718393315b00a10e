# SPDX-License-Identifier: Apache-2.0
"""Write amounts, quantities and periods as readers of a locale do.

Digits come out of Decimals and are never lost: an amount has all of its own,
a unit price too; quantities are rounded for reading.
"""

import datetime
import decimal

import babel
from babel import dates
from babel import numbers

from billing_ledger import exception
from billing_ledger import times

QUANTITY_DECIMALS = 4
NO_BREAK_SPACE = '\N{NO-BREAK SPACE}'
_EXACT = decimal.Context(prec=200, rounding=decimal.ROUND_HALF_EVEN)


class Figures:
    """Writes what belongs to one statement.

    :param locale: a name such as ``en``, ``de_CH`` or ``pt-BR``
    :param currency: ISO 4217 code
    :param time_zone: a name of the IANA database
    :raises InvalidLocale: there is no such locale
    :raises InvalidTime: there is no such time zone
    """

    def __init__(self, locale, currency, time_zone):
        self._locale = _locale(locale)
        self._currency = currency
        self._decimals = numbers.get_currency_precision(currency)
        self._tz = times.zone(time_zone)
        self._patterns = {}

    def amount(self, value):
        """Return an amount with the decimals of its currency, or more."""
        return self._number(value, max(self._decimals, _decimals(value)),
                            self._decimals)

    def money(self, value):
        """Return an amount with its currency, such as ``1,234.50 EUR``."""
        # A no-break space keeps the two in one line.
        return f'{self.amount(value)}{NO_BREAK_SPACE}{self._currency}'

    def unit_price(self, value):
        """Return a price with all of its digits; None gives ''."""
        return '' if value is None else self.amount(_stripped(value))

    def quantity(self, value):
        """Return a quantity rounded for reading; None gives ''.

        A little is never shown as nothing.
        """
        if value is None:
            return ''
        least = decimal.Decimal(1).scaleb(-QUANTITY_DECIMALS)
        if 0 < abs(value) < least:
            return f'<{NO_BREAK_SPACE}{self._number(least, 4, 0)}'
        return self._number(value, QUANTITY_DECIMALS, 0)

    def percent(self, value):
        """Return a percentage with all of its digits, such as ``7.7%``."""
        pattern = self._pattern('percent')
        pattern.frac_prec = (0, _decimals(_stripped(value)))
        with decimal.localcontext(_EXACT):
            return pattern.apply(value.scaleb(-2), self._locale)

    def day(self, moment):
        """Return the day that a moment lies on; None gives ''."""
        if moment is None:
            return ''
        return dates.format_date(moment.astimezone(self._tz), 'long',
                                 self._locale)

    def period(self, start, end):
        """Return [start, end) in words, whole days as days.

        ``end`` is exclusive: a month that ends at midnight of the first of
        December lasts until 30 November.
        """
        start, end = start.astimezone(self._tz), end.astimezone(self._tz)
        if _is_midnight(start) and _is_midnight(end) and start < end:
            last = end.date() - datetime.timedelta(days=1)
            if start.date() == last:
                return self._date(last)
            return f'{self._date(start)} – {self._date(last)}'
        return f'{self._moment(start)} – {self._moment(end)}'

    def _date(self, day):
        return dates.format_date(day, 'medium', self._locale)

    def _moment(self, moment):
        clock = dates.format_time(moment, 'HH:mm', locale=self._locale)
        return f'{self._date(moment)}, {clock}'

    def _number(self, value, most, least):
        pattern = self._pattern('decimal')
        pattern.frac_prec = (least, most)
        with decimal.localcontext(_EXACT):
            return pattern.apply(value, self._locale)

    def _pattern(self, kind):
        if kind not in self._patterns:
            known = getattr(self._locale, f'{kind}_formats')[None]
            # One of our own: Babel shares them.
            self._patterns[kind] = numbers.parse_pattern(known.pattern)
        return self._patterns[kind]


def _locale(name):
    try:
        return babel.Locale.parse(name.replace('-', '_'))
    except (babel.UnknownLocaleError, ValueError, TypeError, AttributeError):
        raise exception.InvalidLocale(name=str(name)[:64]) from None


def _decimals(value):
    return max(0, -value.as_tuple().exponent)


def _stripped(value):
    """Return a Decimal without zeros at the end of its decimals."""
    stripped = value.normalize(_EXACT)
    return stripped.quantize(1, context=_EXACT) if (
        stripped.as_tuple().exponent > 0) else stripped


def _is_midnight(moment):
    return moment.time() == datetime.time()
