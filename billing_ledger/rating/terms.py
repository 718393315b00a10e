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
        raise refusal(f'There is no meter {new.meter!r:.80}; known are '
                      f'{", ".join(meters.METERS)}.', 'meter')
    if new.pricing_unit != meter.pricing_unit:
        raise refusal(f'{meter.name} is priced per {meter.pricing_unit}, '
                      f'not per {new.pricing_unit!r:.80}.', 'pricing_unit')
    _check_currency(new.currency)
    _check_texts(new)
    if new.model not in prices.MODELS:
        raise refusal(f'There is no model {new.model!r:.80}; known are '
                      f'{", ".join(prices.MODELS)}.', 'model')
    _check_numbers(new)
    _check_quantity(new.free_quantity, 'free_quantity')
    _check_seconds(new, meter)


def check_plan(plan):
    """Raise InvalidPrice, unless this can be the name of a plan."""
    if not plan:
        raise refusal('plan must not be empty.', 'plan')
    _check_text({'plan': plan}, 'plan', fields.ID_LENGTH)


def check_project(project_id):
    """Raise InvalidPrice, unless this can be the id of a project."""
    if not project_id:
        raise refusal('project_id must not be empty.', 'project_id')
    _check_text({'project_id': project_id}, 'project_id', fields.ID_LENGTH)


def check_discount(new):
    """Raise InvalidPrice, unless a NewDiscount can be given."""
    if not isinstance(new.percent, decimal.Decimal) or not (
            new.percent.is_finite() and 0 < new.percent <= 100):
        raise refusal('percent must be a number above 0, 100 at most.',
                      'percent')
    _check_decimals(new.percent, 'percent')
    if (new.plan is None) == (new.project_id is None):
        raise refusal('A discount is for a plan or for a project.')
    if new.plan is not None:
        check_plan(new.plan)
    if new.meter is not None and new.meter not in meters.METERS:
        raise refusal(f'There is no meter {new.meter!r:.80}; known are '
                      f'{", ".join(meters.METERS)}.', 'meter')
    _check_text(new._asdict(), 'project_id', fields.ID_LENGTH)
    _check_text(new._asdict(), 'reason', fields.NAME_LENGTH)


def refusal(reason, field=None):
    """Return the InvalidPrice that says why, and of which field.

    :param field: a path: a name, or for example ('tiers', 0, 'up_to')
    """
    return exception.InvalidPrice(reason=reason, field=field)


def label(field):
    """Return a field as a sentence calls it."""
    if isinstance(field, str):
        return field
    _, place, name = field
    return f'{name} of tier {place + 1}'


def _check_currency(currency):
    if not (isinstance(currency, str) and len(currency) == 3
            and currency.isascii() and currency.isupper()):
        raise refusal('currency must be three capital letters (ISO 4217), '
                      f'not {currency!r:.20}.', 'currency')


def _check_texts(new):
    check_plan(new.plan)
    for name, length in _TEXTS:
        _check_text(new._asdict(), name, length)
    if new.project_id is not None and new.domain_id is not None:
        raise refusal('A price is for a project or for a domain, not for '
                      'both.', 'domain_id')


def _check_text(data, name, length):
    try:
        fields.optional_text(data, name, length)
    except exception.MalformedMessage as error:
        raise refusal(f'{error}.', name) from None


def _check_numbers(new):
    """Check what the model charges by, and that nothing else is given."""
    if new.model in (prices.GRADUATED, prices.VOLUME):
        if new.unit_price is not None:
            raise refusal(f'unit_price is not for model {new.model}: the '
                          'tiers have their own.', 'unit_price')
        _check_tiers(new.tiers)
    else:
        if new.tiers:
            raise refusal(f'tiers are not for model {new.model}.', 'tiers')
        _check_unit_price(new.unit_price, 'unit_price')
    if new.model == prices.PACKAGE:
        _check_quantity(new.package_size, 'package_size', above_zero=True)
    elif new.package_size is not None:
        raise refusal('package_size is for model package alone.',
                      'package_size')


def _check_tiers(tiers):
    if not 1 <= len(tiers) <= MOST_TIERS:
        raise refusal(f'There must be 1 to {MOST_TIERS} tiers.', 'tiers')
    start = decimal.Decimal(0)
    for place, tier in enumerate(tiers):
        field = 'tiers', place, 'up_to'
        _check_unit_price(tier.unit_price, ('tiers', place, 'unit_price'))
        if place == len(tiers) - 1:
            if tier.up_to is not None:
                raise refusal('The last tier must be without up_to: it is '
                              'for all that is more.', field)
            return
        if tier.up_to is None:
            raise refusal(f'Tier {place + 1} must have an up_to; only the '
                          'last one is for all that is more.', field)
        _check_quantity(tier.up_to, field)
        if tier.up_to <= start:
            raise refusal(f'{label(field)} must be more than {start:f}, '
                          'where the tier begins.', field)
        start = tier.up_to


def _check_unit_price(unit_price, field):
    _check_number(unit_price, field, LARGEST_PRICE, '10^12')


def _check_quantity(quantity, field, above_zero=False):
    _check_number(quantity, field, LARGEST_QUANTITY, '10^15')
    if above_zero and not quantity:
        raise refusal(f'{label(field)} must be more than 0.', field)


def _check_number(value, field, bound, bound_text):
    if not isinstance(value, decimal.Decimal):
        given = 'nothing' if value is None else type(value).__name__
        raise refusal(f'{label(field)} must be a decimal number, '
                      f'not {given}.', field)
    if not value.is_finite() or not 0 <= value < bound:
        raise refusal(f'{label(field)} must be at least 0 and less than '
                      f'{bound_text}.', field)
    _check_decimals(value, field)


def _check_decimals(value, field):
    if -value.as_tuple().exponent > MOST_DECIMALS:
        raise refusal(f'{label(field)} has more than {MOST_DECIMALS} '
                      'decimals.', field)


def _check_seconds(new, meter):
    for name in ('minimum_seconds', 'increment_seconds'):
        value = getattr(new, name)
        if type(value) is not int:
            raise refusal(f'{name} must be a whole number, '
                          f'not {type(value).__name__}.', name)
        if not 0 <= value <= LONGEST_STRETCH_SECONDS:
            raise refusal(f'{name} must be 0 to {LONGEST_STRETCH_SECONDS} '
                          '(31 days).', name)
        if value and meter not in meters.ALLOCATION_METERS:
            raise refusal(f'{name} is not for {meter.name}: only the time '
                          'of what is allocated can be rounded up.', name)
