# SPDX-License-Identifier: Apache-2.0
"""Arithmetic with Decimals that loses no digit, however many there are."""

import decimal
import functools

_EXACT = decimal.Context(prec=200)
ZERO = decimal.Decimal(0)


def total(numbers):
    """Return the sum of some Decimals."""
    return functools.reduce(_EXACT.add, numbers, ZERO)


def difference(number, other):
    """Return number minus other."""
    return _EXACT.subtract(number, other)


def percentage(number, percent):
    """Return so many per cent of a number."""
    return _EXACT.multiply(number, percent).scaleb(-2, _EXACT)


def quotient(number, divisor, decimals):
    """Return number / divisor, rounded half to even to some decimals."""
    return _EXACT.divide(number, decimal.Decimal(divisor)).quantize(
        ZERO.scaleb(-decimals), decimal.ROUND_HALF_EVEN, _EXACT)
