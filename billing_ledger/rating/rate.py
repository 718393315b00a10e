# SPDX-License-Identifier: Apache-2.0
"""Turn quantities into charges, by pure computation.

A price is multiplied with a sum, once for each resource, meter and price, and
the product is rounded once, half to even, to ten decimals. The days of a
charge are the differences of its rounded running sums: they add up exactly.
"""

import collections
import decimal
import typing

from billing_ledger.metering import usage as metering

AMOUNT_DECIMALS = 10
_EXACT = decimal.Context(prec=100)


class ChargeKey(typing.NamedTuple):
    """What a charge is for, and the price that it comes from."""

    project_id: str
    resource_id: str
    user_id: str | None
    meter: str
    price_id: str
    period: typing.Any


def rate(quantities, book, intervals, periods):
    """Return the charges for quantities.

    :param quantities: mapping of metering.Key to millionths of base units
    :param book: a PriceBook
    :param intervals: the (start, end) pairs that the keys count; no price
                      may begin or end inside one
    :param periods: for each interval what its charges are told apart by, for
                    example its day
    :returns: dict of ChargeKey to millionths; what has no price is not there
    """
    charged = collections.defaultdict(int)
    chosen = {}
    for key, quantity in quantities.items():
        project_id, resource_id, user_id, meter, traits, number = key
        wanted = (meter, project_id, traits, number)
        if wanted not in chosen:
            chosen[wanted] = book.price_for(meter, project_id, traits,
                                            intervals[number][0])
        price = chosen[wanted]
        if price is not None:
            charged[ChargeKey(project_id, resource_id, user_id, meter,
                              price.id, periods[number])] += quantity
    return charged


def amount(quantity, meter, unit_price):
    """Return what a quantity costs.

    :param quantity: millionths of the meter's base unit
    :param meter: a Meter
    :param unit_price: Decimal for one pricing unit
    :returns: Decimal with ten decimals, rounded half to even
    """
    price, price_denominator = unit_price.as_integer_ratio()
    numerator = quantity * price * 10 ** AMOUNT_DECIMALS
    denominator = meter.per_pricing_unit * metering.MICRO * price_denominator
    return decimal.Decimal(_divide_half_even(numerator, denominator)).scaleb(
        -AMOUNT_DECIMALS, _EXACT)


def running_amounts(by_period, meter, unit_price):
    """Return amounts of consecutive periods that add up to the whole's.

    :param by_period: mapping of sortable periods to millionths
    """
    amounts = {}
    quantity = 0
    charged = decimal.Decimal(0)
    for period in sorted(by_period):
        quantity += by_period[period]
        total = amount(quantity, meter, unit_price)
        amounts[period] = total - charged
        charged = total
    return amounts


def _divide_half_even(numerator, denominator):
    whole, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
        whole += 1
    return whole
