# SPDX-License-Identifier: Apache-2.0
"""Quantities, unit prices and costs of a line, the way FOCUS relates them.

The product of a unit price and the quantity has to be the cost, exactly; the
rounding of an amount shows in BilledCost alone.
"""

import decimal

from billing_ledger import text
from billing_ledger.documents import focus_columns as columns
from billing_ledger.statements import statement as statements

# Of the mean of several prices.
_MEAN_DECIMALS = 18
_EXACT = decimal.Context(prec=200, rounding=decimal.ROUND_HALF_EVEN)
_ONE = decimal.Decimal(1)
_NOTHING = decimal.Decimal(0)
_UNITS = 'Units'
_MILLION = 'million requests'
_TIMES = ('second', 'minute', 'hour', 'day', 'month', 'year')


def of_line(line):
    """Return the columns about quantities, prices and SKUs of a line."""
    if line.kind == statements.USAGE:
        return _of_usage(line)
    if line.kind == statements.CORRECTION:
        return _of_correction(line)
    return {'ContractedCost': plain(line.amount),
            'ListCost': plain(line.amount)}


def _of_usage(line):
    quantity, unit = _quantity(line)
    list_price = _list_price(line, quantity)
    price = (list_price if line.amount == line.list_amount
             else _mean(line.amount, quantity))
    return {
        **_sku(line),
        'PricingCategory': columns.STANDARD,
        'PricingQuantity': quantity, 'PricingUnit': unit,
        'ConsumedQuantity': quantity, 'ConsumedUnit': unit,
        'ListUnitPrice': list_price,
        'ListCost': plain(_EXACT.multiply(list_price, quantity)),
        'ContractedUnitPrice': price,
        'ContractedCost': plain(_EXACT.multiply(price, quantity))}


def _of_correction(line):
    """Return what is known; FOCUS lets the numbers of corrections differ."""
    unit = focus_unit(line.unit) or _UNITS
    found = {
        'PricingQuantity': plain(line.quantity),
        'PricingUnit': unit if line.quantity is not None else None,
        'ListUnitPrice': plain(line.unit_price),
        'ListCost': plain(line.list_amount),
        'ContractedCost': plain(line.amount)}
    if line.meter:
        found.update(_sku(line), PricingCategory=columns.STANDARD,
                     ConsumedQuantity=found['PricingQuantity'],
                     ConsumedUnit=found['PricingUnit'])
    return found


def _sku(line):
    sku = line.meter or line.resource_group or columns.OTHER.name
    return {'SkuId': sku, 'SkuMeter': sku, 'SkuPriceId': line.price_id or sku}


def _quantity(line):
    """Return (quantity, unit); something that was not counted is one unit."""
    if line.quantity is None or (not line.quantity and line.amount):
        return _ONE, _UNITS
    return plain(line.quantity), focus_unit(line.unit) or _UNITS


def _list_price(line, quantity):
    """Return the price without discounts, of which ListCost is made.

    Where tiers, free or least amounts make the unit price tell less than the
    truth, it is the mean.
    """
    if line.unit_price is not None and quantity == line.quantity:
        product = _EXACT.multiply(line.unit_price, quantity)
        last_digit = _ONE.scaleb(line.list_amount.as_tuple().exponent)
        if abs(_EXACT.subtract(product, line.list_amount)) < last_digit:
            return plain(line.unit_price)
    return _mean(line.list_amount, quantity)


def _mean(amount, quantity):
    if not quantity:
        return _NOTHING
    return plain(_EXACT.divide(amount, quantity).quantize(
        _ONE.scaleb(-_MEAN_DECIMALS), context=_EXACT))


def focus_unit(unit):
    """Return a pricing unit in the unit format of FOCUS; None for none.

    For example ``vCPU-hour`` becomes ``VCPU-Hours``.
    """
    if not unit:
        return None
    if unit == _MILLION:
        return '1000000 Requests'
    what, _, time = unit.rpartition('-')
    if time not in _TIMES:
        return unit
    return f'{what[:1].upper()}{what[1:]}-{time.capitalize()}s'


def plain(value):
    """Return a Decimal without an exponent or trailing zeros; None for None.

    So JSON and CSV have digits that every reader takes for a number.
    """
    if value is None:
        return None
    return decimal.Decimal(text.of_decimal(value)) if value else _NOTHING


def total(values):
    """Return the exact sum of Decimals."""
    found = _NOTHING
    for value in values:
        found = _EXACT.add(found, value)
    return found
