# SPDX-License-Identifier: Apache-2.0
"""A weighted sum of other meters, sold as one unit; exact, and pure.

A composite meter's base unit is the largest part of its unit of which each
base unit of each meter in it is a whole number: quantities stay integers,
and nothing is rounded before the price is applied.
"""

import collections
import decimal
import fractions
import math
import typing

from billing_ledger import exception
from billing_ledger.facts import fields

MOST_METERS = 100
MOST_WEIGHTS = 100
MOST_DIGITS = 12
LARGEST_WEIGHT = decimal.Decimal(10) ** 9
LONGEST_NAME = 64


class Composite(typing.NamedTuple):
    """A meter that others are added up to.

    ``unit`` says what part of the pricing unit the base unit is, for example
    ``WAC/3600``; ``factors`` are how many base units one base unit of each
    meter is worth.
    """

    name: str
    unit: str
    pricing_unit: str
    per_pricing_unit: int
    description: str
    factors: dict


def make_composite(name, unit, description, weights, meters):
    """Return a Composite.

    :param weights: mapping of meters' names to Decimals: how many of ``unit``
                    one pricing unit of the meter is worth
    :param meters: mapping of names to the meters that there are
    """
    shares = {meter: fractions.Fraction(weight)
              / meters[meter].per_pricing_unit
              for meter, weight in weights.items()}
    parts = math.lcm(*(share.denominator for share in shares.values()))
    return Composite(
        name=name, unit=f'{unit}/{parts}', pricing_unit=unit,
        per_pricing_unit=parts, description=description,
        factors={meter: int(share * parts)
                 for meter, share in shares.items()})


def usage(quantities, composites):
    """Return what the quantities of other meters amount to.

    :param quantities: dict of metering.Key to millionths of base units
    :param composites: Composites
    :returns: dict of such keys of composite meters to such quantities
    """
    sums = collections.defaultdict(int)
    for composite in composites:
        for key, quantity in quantities.items():
            factor = composite.factors.get(key.meter)
            if factor:
                sums[key._replace(meter=composite.name)] += quantity * factor
    return sums


def read_composites(document, meters):
    """Return the Composites that an operator describes.

    :param document: what the YAML file holds: a list of mappings with
                     ``name``, ``unit``, ``weights`` and, at will,
                     ``description``; numbers are texts or whole numbers
    :param meters: mapping of names to the other meters that there are
    :raises InvalidMeter: it cannot be understood
    """
    if document is None:
        return []
    if not isinstance(document, list) or len(document) > MOST_METERS:
        _refuse(f'the file should hold a list of {MOST_METERS} at most')
    found = []
    for each in document:
        composite = _read(each, meters)
        if composite.name in {other.name for other in found}:
            _refuse(f'there are two of the name {composite.name}')
        found.append(composite)
    return found


def _read(data, meters):
    try:
        data = fields.mapping(data, 'a composite meter')
        name = fields.text(data, 'name', LONGEST_NAME)
        unit = fields.text(data, 'unit', LONGEST_NAME)
        description = fields.optional_text(data, 'description') or name
        weights = fields.mapping(data.get('weights'), f'weights of {name}')
    except exception.MalformedMessage as error:
        _refuse(str(error))
    unknown = data.keys() - {'name', 'unit', 'description', 'weights'}
    if unknown:
        _refuse(f'{name} has {", ".join(map(repr, unknown))}, which nothing '
                'is known of')
    if '/' in unit:
        _refuse(f'the unit of {name} must not have a "/"')
    if name in meters:
        _refuse(f'there is a meter {name} already')
    if not 0 < len(weights) <= MOST_WEIGHTS:
        _refuse(f'{name} needs 1 to {MOST_WEIGHTS} weights')
    return make_composite(
        name, unit, description,
        {meter: _weight(name, meter, weight, meters)
         for meter, weight in weights.items()}, meters)


def _weight(name, meter, weight, meters):
    if meter not in meters:
        _refuse(f'{name} has a weight for {meter!r:.80}, which is no meter; '
                f'known are {", ".join(meters)}')
    if isinstance(weight, bool) or not isinstance(weight, (str, int)):
        _refuse(f'the weight of {meter} in {name} should be a number in '
                'quotes, so that it is exact')
    try:
        number = decimal.Decimal(weight)
    except decimal.InvalidOperation:
        _refuse(f'the weight of {meter} in {name} is no decimal number: '
                f'{weight!r:.40}')
    if not number.is_finite() or not 0 < number < LARGEST_WEIGHT:
        _refuse(f'the weight of {meter} in {name} must be more than 0 and '
                f'less than {LARGEST_WEIGHT}')
    if -number.as_tuple().exponent > MOST_DIGITS:
        _refuse(f'the weight of {meter} in {name} has more than '
                f'{MOST_DIGITS} decimals')
    return number


def _refuse(reason):
    raise exception.InvalidMeter(reason=f'Composite meters: {reason}.')
