# SPDX-License-Identifier: Apache-2.0
"""Make prices and discounts of plain data: of a request, a file, a command.

Numbers are texts, Decimals or whole numbers; what is missing or None is left
at its default. What it all means is for rating.terms to judge.
"""

import decimal

from billing_ledger.metering import meters
from billing_ledger.rating import discount as discounts
from billing_ledger.rating import price as prices
from billing_ledger.rating import terms

LONGEST_NUMBER = 64
_PLAIN = ('flavor', 'project_id', 'plan', 'domain_id', 'volume_type',
          'availability_zone', 'model')
_NUMBERS = ('package_size', 'free_quantity')
_SECONDS = ('minimum_seconds', 'increment_seconds')
PRICE_FIELDS = ('meter', 'unit_price', 'pricing_unit', 'currency', *_PLAIN,
                'tiers', *_NUMBERS, *_SECONDS)
TIER_FIELDS = ('up_to', 'unit_price')
DISCOUNT_FIELDS = ('percent', 'plan', 'project_id', 'meter', 'reason')


def price(data, currency, effective_from):
    """Return the NewPrice that a mapping describes.

    :param data: has some of PRICE_FIELDS
    :param currency: where none is given
    :raises InvalidPrice: a number is none; names the field
    """
    meter = meters.METERS.get(data.get('meter'))
    more = {name: data[name] for name in _PLAIN
            if data.get(name) is not None}
    more |= {name: number(data[name], name) for name in _NUMBERS
             if data.get(name) is not None}
    more |= {name: whole_number(data[name], name) for name in _SECONDS
             if data.get(name) is not None}
    return prices.NewPrice(
        meter=data.get('meter'),
        unit_price=optional_number(data.get('unit_price'), 'unit_price'),
        pricing_unit=data.get('pricing_unit') or (
            meter.pricing_unit if meter else ''),
        currency=data.get('currency') or currency,
        effective_from=effective_from,
        tiers=tuple(_tier(each, place) for place, each
                    in enumerate(data.get('tiers') or ())),
        **more)


def discount(data, effective_from):
    """Return the NewDiscount that a mapping describes.

    :param data: has some of DISCOUNT_FIELDS
    :raises InvalidPrice: a number is none; names the field
    """
    return discounts.NewDiscount(
        percent=optional_number(data.get('percent'), 'percent'),
        effective_from=effective_from,
        **{name: data.get(name) for name in DISCOUNT_FIELDS
           if name != 'percent'})


def _tier(data, place):
    return prices.Tier(*(
        optional_number(data.get(name), ('tiers', place, name))
        for name in TIER_FIELDS))


def optional_number(value, field):
    """Return a Decimal, or None for None."""
    return None if value is None else number(value, field)


def number(value, field):
    """Return the Decimal that a text or a number is.

    :param field: the path of it, for the error
    :raises InvalidPrice: it is none, or longer than LONGEST_NUMBER
    """
    if isinstance(value, decimal.Decimal):
        return value
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        written = str(value) if isinstance(value, str) else _digits(value)
        try:
            if len(written) <= LONGEST_NUMBER and 'e' not in written.lower():
                found = decimal.Decimal(written)
                if found.is_finite():
                    return found
        except decimal.InvalidOperation:
            pass
    raise terms.refusal(
        f'{terms.label(field)} must be a plain decimal number of '
        f'{LONGEST_NUMBER} characters at most, for example 0.05.', field)


def _digits(value):
    # Python refuses to write whole numbers of more than some 4,000 digits.
    return str(value) if abs(value) < 10 ** LONGEST_NUMBER else 'e'


def whole_number(value, name):
    """Return the int that a text or a number is.

    :raises InvalidPrice: it is none
    """
    found = number(value, name)
    if found != found.to_integral_value():
        raise terms.refusal(f'{name} must be a whole number.', name)
    return int(found)
