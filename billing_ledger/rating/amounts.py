# SPDX-License-Identifier: Apache-2.0
"""Amounts of money: exact products, rounded once to ten decimals.

The days of a charge are the differences of its rounded running sums: they add
up to the whole exactly.
"""

import decimal

from billing_ledger.metering import usage as metering

DECIMALS = 10
NO_DISCOUNT = decimal.Decimal(0)
_EXACT = decimal.Context(prec=100)
_HUNDRED = decimal.Decimal(100)


def of_quantity(quantity, meter, unit_price, percent_off=NO_DISCOUNT):
    """Return what a quantity costs by a linear price.

    :param quantity: millionths of the meter's base unit
    :param meter: a Meter
    :param unit_price: Decimal for one pricing unit
    :param percent_off: Decimal
    :returns: Decimal with ten decimals, rounded half to even
    """
    return _rounded(quantity,
                    meter.per_pricing_unit * metering.MICRO,
                    unit_price, percent_off)


def of_cost(cost, percent_off=NO_DISCOUNT):
    """Return an exact cost as an amount.

    :param cost: Fraction
    :returns: Decimal with ten decimals, rounded half to even
    """
    return _rounded(cost.numerator, cost.denominator, decimal.Decimal(1),
                    percent_off)


def running(by_period, to_amount):
    """Return amounts of consecutive periods that add up to the whole's.

    :param by_period: mapping of sortable periods to what is summed
    :param to_amount: gives the amount of such a sum
    """
    amounts = {}
    total = 0
    charged = decimal.Decimal(0)
    for period in sorted(by_period):
        total += by_period[period]
        due = to_amount(total)
        amounts[period] = due - charged
        charged = due
    return amounts


def _rounded(numerator, denominator, factor, percent_off):
    """Return numerator / denominator * factor, less the percent."""
    times, by = factor.as_integer_ratio()
    if percent_off:
        left, of = (_HUNDRED - percent_off).as_integer_ratio()
        times, by = times * left, by * of * 100
    return decimal.Decimal(_divide_half_even(
        numerator * times * 10 ** DECIMALS, denominator * by)).scaleb(
        -DECIMALS, _EXACT)


def _divide_half_even(numerator, denominator):
    whole, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
        whole += 1
    return whole
