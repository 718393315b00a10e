# SPDX-License-Identifier: Apache-2.0
"""Currencies: how many decimals an amount that somebody pays has."""

import decimal
import functools

from babel import numbers

_EXACT = decimal.Context(prec=100)


# Every line of a statement asks, and nearly all for the same.
@functools.lru_cache
def minor_unit(currency):
    """Return the smallest amount of a currency, for example 0.01.

    :param currency: ISO 4217 code; an unknown one has two decimals, as
                     Unicode's CLDR says
    """
    return decimal.Decimal(1).scaleb(-numbers.get_currency_precision(currency))


def rounded(amount, currency):
    """Return an amount in whole minor units, rounded half to even."""
    found = amount.quantize(minor_unit(currency), decimal.ROUND_HALF_EVEN,
                            _EXACT)
    return abs(found) if found.is_zero() else found      # never minus zero
