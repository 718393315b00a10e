# SPDX-License-Identifier: Apache-2.0
"""Refuse prices and discounts that mean nothing, in words that help."""

import decimal

from billing_ledger import exception
from billing_ledger.facts import fields
from billing_ledger.metering import meters
from billing_ledger.rating import price as prices

LARGEST_PRICE = decimal.Decimal(10) ** 12
LARGEST_QUANTITY = decimal.Decimal(10) ** 15
MOST_DECIMALS = 18
MOST_TIERS = 100
LONGEST_STRETCH_SECONDS = 31 * 24 * 3600
_TEXTS = (('flavor', fields.NAME_LENGTH), ('volume_type', fields.NAME_LENGTH),
          ('availability_zone', fields.NAME_LENGTH),
          ('project_id', fields.ID_LENGTH), ('domain_id', fields.ID_LENGTH))


def check_price(new):
    """Raise InvalidPrice, unless a NewPrice can be charged by."""
    meter = meters.METERS.get(new.meter)
    if meter is None:
        raise _refusal(f'There is no meter {new.meter!r:.80}; known are '
                       f'{", ".join(meters.METERS)}.')
    if new.pricing_unit != meter.pricing_unit:
        raise _refusal(f'{meter.name} is priced per {meter.pricing_unit}, '
                       f'not per {new.pricing_unit!r:.80}.')
    _check_currency(new.currency)
    _check_texts(new)
    if new.model not in prices.MODELS:
        raise _refusal(f'There is no model {new.model!r:.80}; known are '
                       f'{", ".join(prices.MODELS)}.')
    _check_numbers(new)
    _check_quantity(new.free_quantity, 'free_quantity')
    _check_seconds(new, meter)


def check_plan(plan):
    """Raise InvalidPrice, unless this can be the name of a plan."""
    if not plan:
        raise _refusal('plan must not be empty.')
    _check_text({'plan': plan}, 'plan', fields.ID_LENGTH)


def check_discount(new):
    """Raise InvalidPrice, unless a NewDiscount can be given."""
    if not isinstance(new.percent, decimal.Decimal) or not (
            new.percent.is_finite() and 0 < new.percent <= 100):
        raise _refusal('percent must be a number above 0, 100 at most.')
    _check_decimals(new.percent, 'percent')
    if (new.plan is None) == (new.project_id is None):
        raise _refusal('A discount is for a plan or for a project.')
    if new.plan is not None:
        check_plan(new.plan)
    if new.meter is not None and new.meter not in meters.METERS:
        raise _refusal(f'There is no meter {new.meter!r:.80}; known are '
                       f'{", ".join(meters.METERS)}.')
    _check_text(new._asdict(), 'project_id', fields.ID_LENGTH)
    _check_text(new._asdict(), 'reason', fields.NAME_LENGTH)


def _check_currency(currency):
    if not (isinstance(currency, str) and len(currency) == 3
            and currency.isascii() and currency.isupper()):
        raise _refusal('currency must be three capital letters (ISO 4217), '
                       f'not {currency!r:.20}.')


def _check_texts(new):
    check_plan(new.plan)
    for name, length in _TEXTS:
        _check_text(new._asdict(), name, length)
    if new.project_id is not None and new.domain_id is not None:
        raise _refusal('A price is for a project or for a domain, not for '
                       'both.')


def _check_text(data, name, length):
    try:
        fields.optional_text(data, name, length)
    except exception.MalformedMessage as error:
        raise _refusal(f'{error}.') from None


def _check_numbers(new):
    """Check what the model charges by, and that nothing else is given."""
    if new.model in (prices.GRADUATED, prices.VOLUME):
        if new.unit_price is not None:
            raise _refusal(f'unit_price is not for model {new.model}: the '
                           'tiers have their own.')
        _check_tiers(new.tiers)
    else:
        if new.tiers:
            raise _refusal(f'tiers are not for model {new.model}.')
        _check_unit_price(new.unit_price, 'unit_price')
    if new.model == prices.PACKAGE:
        _check_quantity(new.package_size, 'package_size', above_zero=True)
    elif new.package_size is not None:
        raise _refusal('package_size is for model package alone.')


def _check_tiers(tiers):
    if not 1 <= len(tiers) <= MOST_TIERS:
        raise _refusal(f'There must be 1 to {MOST_TIERS} tiers.')
    start = decimal.Decimal(0)
    for number, tier in enumerate(tiers, 1):
        _check_unit_price(tier.unit_price, f'unit_price of tier {number}')
        if number == len(tiers):
            if tier.up_to is not None:
                raise _refusal('The last tier must be without up_to: it is '
                               'for all that is more.')
            return
        if tier.up_to is None:
            raise _refusal(f'Tier {number} must have an up_to; only the last '
                           'one is for all that is more.')
        _check_quantity(tier.up_to, f'up_to of tier {number}')
        if tier.up_to <= start:
            raise _refusal(f'up_to of tier {number} must be more than '
                           f'{start:f}, where the tier begins.')
        start = tier.up_to


def _check_unit_price(unit_price, name):
    _check_number(unit_price, name, LARGEST_PRICE, '10^12')


def _check_quantity(quantity, name, above_zero=False):
    _check_number(quantity, name, LARGEST_QUANTITY, '10^15')
    if above_zero and not quantity:
        raise _refusal(f'{name} must be more than 0.')


def _check_number(value, name, bound, bound_text):
    if not isinstance(value, decimal.Decimal):
        raise _refusal(f'{name} must be a decimal number, '
                       f'not {type(value).__name__}.')
    if not value.is_finite() or not 0 <= value < bound:
        raise _refusal(f'{name} must be at least 0 and less than '
                       f'{bound_text}.')
    _check_decimals(value, name)


def _check_decimals(value, name):
    if -value.as_tuple().exponent > MOST_DECIMALS:
        raise _refusal(f'{name} has more than {MOST_DECIMALS} decimals.')


def _check_seconds(new, meter):
    for name in ('minimum_seconds', 'increment_seconds'):
        value = getattr(new, name)
        if type(value) is not int:
            raise _refusal(f'{name} must be a whole number, '
                           f'not {type(value).__name__}.')
        if not 0 <= value <= LONGEST_STRETCH_SECONDS:
            raise _refusal(f'{name} must be 0 to {LONGEST_STRETCH_SECONDS} '
                           '(31 days).')
        if value and meter not in meters.ALLOCATION_METERS:
            raise _refusal(f'{name} is not for {meter.name}: only the time '
                           'of what is allocated can be rounded up.')


def _refusal(reason):
    return exception.InvalidPrice(reason=reason)
