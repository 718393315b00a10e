# SPDX-License-Identifier: Apache-2.0
"""Pricing models: what a project's quantity of a month costs in all.

Each gives the cost of everything since the month began; a period costs what
this grows by. So periods add up, wherever a month is split.
"""

import fractions
import math

from billing_ledger.rating import price as prices


def cost(price, quantity):
    """Return what a quantity of a month costs.

    The free allowance is taken off first; tiers and packages count the rest.

    :param price: a Price
    :param quantity: Fraction, in pricing units
    :returns: Fraction, without any discount
    """
    charged = max(quantity - fractions.Fraction(price.free_quantity), 0)
    return _MODELS[price.model](price, charged)


def _standard(price, quantity):
    return quantity * fractions.Fraction(price.unit_price)


def _graduated(price, quantity):
    """Each tier's price applies to what lies in the tier."""
    return sum(((end - start) * unit_price
                for start, end, unit_price in _slices(price, quantity)),
               fractions.Fraction(0))


def _slices(price, quantity):
    start = fractions.Fraction(0)
    for tier in price.tiers:
        if start >= quantity:
            return
        end = quantity if tier.up_to is None else min(
            quantity, fractions.Fraction(tier.up_to))
        yield start, end, fractions.Fraction(tier.unit_price)
        start = end


def _volume(price, quantity):
    """The price of the tier that the whole lies in applies to all of it."""
    tier = next(tier for tier in price.tiers
                if tier.up_to is None or quantity <= tier.up_to)
    return quantity * fractions.Fraction(tier.unit_price)


def _package(price, quantity):
    """A package that was begun is paid for."""
    packages = math.ceil(quantity / fractions.Fraction(price.package_size))
    return packages * fractions.Fraction(price.unit_price)


_MODELS = {prices.STANDARD: _standard, prices.GRADUATED: _graduated,
           prices.VOLUME: _volume, prices.PACKAGE: _package}
