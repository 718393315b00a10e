# SPDX-License-Identifier: Apache-2.0
"""Write money and quantities as the reader's language does, exactly."""

import decimal
import typing

from babel import numbers
from django.utils import formats
from django.utils.translation import gettext as _

QUANTITY_DECIMALS = 2
NOTHING = decimal.Decimal(0)
# More digits than any amount has, so that nothing is rounded on the way.
_EXACT = decimal.Context(prec=100, rounding=decimal.ROUND_HALF_EVEN)


class Money(typing.NamedTuple):
    """An amount in a currency; ``text`` is the amount as the API wrote it."""

    currency: str
    amount: decimal.Decimal
    text: str

    @property
    def displayed(self):
        """The amount in the reader's language, rounded to the minor unit."""
        return in_words(self.amount, self.currency)


def of(currency, text):
    """Return the Money that the API wrote as a currency and a text."""
    return Money(currency, decimal.Decimal(text), text)


def total(amounts):
    """Add amounts: one Money for each currency, by the currency's name."""
    sums = {}
    for money in amounts:
        sums[money.currency] = _EXACT.add(
            sums.get(money.currency, decimal.Decimal(0)), money.amount)
    return [Money(currency, amount, f'{amount:f}')
            for currency, amount in sorted(sums.items())]


def in_words(amount, currency):
    """Return an amount rounded for reading, such as ``1,234.50 EUR``.

    What is smaller than the smallest coin is never shown as nothing.
    """
    decimals = numbers.get_currency_precision(currency)
    rounded = _rounded(amount, decimals)
    if amount > 0 and not rounded:
        smallest = decimal.Decimal(1).scaleb(-decimals)
        return _('less than %(money)s') % {
            'money': _with_currency(_localised(smallest, decimals), currency)}
    return _with_currency(_localised(rounded, decimals), currency)


def unit_price(price, currency):
    """Return a price with all its digits, such as ``0.0125 EUR``."""
    decimals = max(numbers.get_currency_precision(currency),
                   -price.normalize(_EXACT).as_tuple().exponent)
    return _with_currency(_localised(_rounded(price, decimals), decimals),
                          currency)


def quantity(value):
    """Return a quantity rounded for reading, such as ``1,234.50``."""
    rounded = _rounded(value, QUANTITY_DECIMALS)
    if value > 0 and not rounded:
        smallest = decimal.Decimal(1).scaleb(-QUANTITY_DECIMALS)
        return _('less than %(quantity)s') % {
            'quantity': _localised(smallest, QUANTITY_DECIMALS)}
    return _localised(rounded, QUANTITY_DECIMALS)


def count(value):
    """Return a whole number of things, such as ``1,234``."""
    return _localised(value, 0)


def percentage(value):
    """Return a Decimal percentage rounded for reading, such as ``12 %``."""
    rounded = _rounded(value, 0)
    if value > 0 and not rounded:
        return _('less than 1\N{NO-BREAK SPACE}%')
    return _('%(number)s\N{NO-BREAK SPACE}%%') % {'number': count(rounded)}


def _rounded(value, decimals):
    return value.quantize(decimal.Decimal(1).scaleb(-decimals),
                          context=_EXACT)


def _localised(value, decimals):
    return formats.number_format(value, decimals, use_l10n=True,
                                 force_grouping=True)


def _with_currency(number, currency):
    # A no-break space keeps the two in one line.
    return _('%(amount)s\N{NO-BREAK SPACE}%(currency)s') % {
        'amount': number, 'currency': currency}
