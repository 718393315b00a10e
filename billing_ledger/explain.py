# SPDX-License-Identifier: Apache-2.0
"""Say how charges came about: which price, which version, why, how much."""

import collections
import decimal
import typing

from billing_ledger import charge_report
from billing_ledger import text
from billing_ledger import times
from billing_ledger.metering import meters
from billing_ledger.rating import book as books
from billing_ledger.rating import price as prices

GROUP_BY = ('resource', 'meter')
_EXACT = decimal.Context(prec=100)
_DECIMALS = 10
_WORDS = {'project_id': 'project', 'domain_id': 'domain', 'flavor': 'flavor',
          'volume_type': 'volume type',
          'availability_zone': 'availability zone'}


class Explanation(typing.NamedTuple):
    """How a charge came about; explanations of a period add up to it.

    ``version`` counts the prices of a line from 1. ``instead_of`` are ids of
    less specific prices that would have applied without this one. ``steps``
    tell of allowances, tiers and packages what the project used of them;
    empty for a linear price.
    """

    row: charge_report.ChargeRow
    price: prices.Price
    version: int
    reason: str
    instead_of: list
    discount: typing.Any
    calculation: str
    steps: list

    def as_dict(self):
        """Return the explanation for JSON."""
        return {'charge': self.row.as_dict(), 'price': self.price.as_dict(),
                'version': self.version, 'reason': self.reason,
                'instead_of': self.instead_of,
                'discount': self.discount and self.discount.as_dict(),
                'calculation': self.calculation, 'steps': self.steps}


def explain(charges, book, quantities, intervals, names):
    """Return the Explanations of charges, sorted as charges are.

    :param charges: rate.Charges
    :param quantities: what they were made of
    """
    rows, _ = charge_report.charge_rows(charges, book, names, GROUP_BY)
    passed_over = _passed_over(book, quantities, intervals)
    steps = collections.defaultdict(list)
    for step in charges.steps:
        steps[step.resource_id, step.price_id, _percent(book, step)].append(
            _step(step, intervals))
    discounts = {(key.resource_id, key.price_id, _percent(book, key)):
                 book.discounts.get(key.discount_id)
                 for key in charges.quantities}
    return [_explanation(
        row, book, discounts[row.resource_id, row.price_id,
                             row.discount_percent],
        sorted(passed_over[row.price_id]),
        steps[row.resource_id, row.price_id, row.discount_percent])
        for row in rows]


def _explanation(row, book, discount, passed_over, steps):
    price = book.by_id[row.price_id]
    return Explanation(
        row=row, price=price, version=_version(price, book),
        reason=_reason(price, passed_over), instead_of=passed_over,
        discount=discount, calculation=_calculation(row, price, discount),
        steps=steps)


def _percent(book, key):
    discount = book.discounts.get(key.discount_id)
    return discount.percent if discount else decimal.Decimal(0)


def _passed_over(book, quantities, intervals):
    """Return the ids of prices that lost against each price, by its id."""
    found = collections.defaultdict(set)
    for meter, project_id, traits, number in {
            (key.meter, key.project_id, key.traits, key.interval)
            for key in quantities if key.interval >= intervals.leading}:
        winner, *others = book.candidates(
            meter, project_id, traits, intervals.spans[number][0]) or [None]
        if winner:
            found[winner.id].update(each.id for each in others)
    return found


def _version(price, book):
    return 1 + sum(each.line == price.line and not each.is_cancelled
                   and each.effective_from < price.effective_from
                   for each in book.by_id.values())


def _reason(price, passed_over):
    whom = ' and '.join(f'{_WORDS[name]} {getattr(price, name)}'
                        for name in books.PRECEDENCE
                        if getattr(price, name) is not None)
    sentence = (f'The project is on plan {price.plan}, whose price '
                f'{f"for {whom}" if whom else "for everybody"} was in force.')
    if passed_over:
        sentence += (' It is more specific than '
                     f'{len(passed_over)} other '
                     f'{"price" if len(passed_over) == 1 else "prices"} that '
                     'would have applied.')
    return sentence


def _calculation(row, price, discount):
    """Return the multiplication in words and figures."""
    units = row.quantity / meters.METERS[row.meter].per_pricing_unit
    quantity = f'{_figure(units)} {price.pricing_unit}'
    if price.is_linear:
        how = f'{quantity} x {text.of_decimal(price.unit_price)}'
    else:
        how = f'{quantity}, its share by model {price.model}'
        if price.free_quantity:
            how += (f' after {text.of_decimal(price.free_quantity)} free '
                    'in the month')
    how += f' = {text.of_amount(row.list_amount)}'
    if discount:
        how += (f', less {text.of_decimal(discount.percent)} % = '
                f'{text.of_amount(row.amount)}')
    return f'{how} {row.currency}'


def _step(step, intervals):
    start, end = intervals.spans[step.interval]
    return {'start': times.to_text(start), 'end': times.to_text(end),
            'project_before': _figure(step.before),
            'project_after': _figure(step.after),
            'project_cost': _figure(step.cost),
            'quantity': _figure(step.quantity),
            'list_amount': _figure(step.share)}


def _figure(value):
    """Return a number with ten decimals at most, for a person to read."""
    if not isinstance(value, decimal.Decimal):
        value = _EXACT.divide(decimal.Decimal(value.numerator),
                              decimal.Decimal(value.denominator))
    return text.of_decimal(round(value, _DECIMALS))
