# SPDX-License-Identifier: Apache-2.0
"""Group charges the way somebody asked for, by pure computation.

Each charge is rounded once, so every grouping adds up to the same total.
"""

import collections
import datetime
import decimal
import functools
import typing

from billing_ledger import report
from billing_ledger import text
from billing_ledger.metering import meters
from billing_ledger.rating import amounts


class ChargeRow(typing.NamedTuple):
    """What a project is charged. Rows by meter are by price, too."""

    project_id: str
    resource_id: str | None
    resource_name: str | None
    user_id: str | None
    day: datetime.date | None
    meter: str | None
    quantity: decimal.Decimal | None      # in base units
    unit: str | None
    price_id: str | None
    price: decimal.Decimal | None         # None: no single one says it
    pricing_unit: str | None
    discount_percent: decimal.Decimal | None
    currency: str
    list_amount: decimal.Decimal          # before the discount
    amount: decimal.Decimal               # ten decimals

    def as_dict(self):
        """Return the row for JSON, without the keys it is not grouped by."""
        found = report.present(self._asdict())
        if self.meter is not None:
            found['quantity'] = text.of_decimal(self.quantity)
            found['price'] = text.of_decimal(self.price)
            found['discount_percent'] = text.of_decimal(self.discount_percent)
        found['list_amount'] = text.of_amount(self.list_amount)
        found['amount'] = text.of_amount(self.amount)
        return found


class ChargeSheet(typing.NamedTuple):
    """Charges with their sum in each currency."""

    rows: list
    totals: dict
    start: datetime.datetime
    end: datetime.datetime


def charge_rows(charges, book, names, group_by):
    """Return (ChargeRows sorted by what they are of, sum by currency).

    :param charges: what rating.rate returned, by the periods of
                    report.periods()
    :param book: the PriceBook that it chose from
    :param names: names of the resources by id
    """
    sums = _Sums(book, report.Grouping(group_by))
    if 'day' in group_by:
        sums.add_days(charges)
    else:
        sums.add(charges)
    rows = [_charge_row(group, names, book.by_id.get(group.price_id),
                        sums.quantities[group], sums.listed[group],
                        sums.due[group])
            for group in sorted(sums.due)]
    return rows, _totals(rows)


class _Terms(typing.NamedTuple):
    """What makes an amount of a quantity, or of a cost."""

    price: typing.Any
    percent_off: decimal.Decimal

    def amounts(self, summed):
        """Return (list amount, amount due) of a sum of what _summed() gives.
        """
        if self.price.is_linear:
            to_amount = functools.partial(
                amounts.of_quantity, summed, meters.METERS[self.price.meter],
                self.price.unit_price)
        else:
            to_amount = functools.partial(amounts.of_cost, summed)
        listed = to_amount()
        return listed, (to_amount(self.percent_off) if self.percent_off
                        else listed)


class _Sums:
    """Quantities, list amounts and amounts due by report.Group."""

    def __init__(self, book, grouping):
        self._book = book
        self._grouping = grouping
        self._known_terms = {}
        self.quantities = collections.defaultdict(int)
        self.listed = collections.defaultdict(decimal.Decimal)
        self.due = collections.defaultdict(decimal.Decimal)

    def add(self, charges):
        """Add charges, each of which is rounded once."""
        for key, quantity in charges.quantities.items():
            terms = self._terms(key)
            group = self._grouping.of(key, key.period, *terms)
            listed, due = terms.amounts(_summed(charges, key))
            self.quantities[group] += quantity
            self.listed[group] += listed
            self.due[group] += due

    def add_days(self, charges):
        """Add charges by day.

        The days of a line are the differences of its rounded running sums,
        and the last one takes what rounding the resources one by one makes of
        difference: so they add up to what the line is without days.
        """
        lines = collections.defaultdict(_Line)
        for days in _days_of_charges(charges).values():
            first = days[0]
            terms = self._terms(first)
            line = lines[self._grouping.of(first, report.NO_DAY, *terms),
                         first.price_id, first.discount_id]
            line.terms = terms
            line.add({key.period: _summed(charges, key) for key in days})
            for key in days:
                line.quantities[key.period] += charges.quantities[key]
        for (group, *_), line in lines.items():
            for day, quantity, listed, due in line.days():
                in_day = group._replace(day=day)
                self.quantities[in_day] += quantity
                self.listed[in_day] += listed
                self.due[in_day] += due

    def _terms(self, key):
        wanted = key.price_id, key.discount_id
        if wanted not in self._known_terms:
            discount = self._book.discounts.get(key.discount_id)
            self._known_terms[wanted] = _Terms(
                self._book.by_id[key.price_id],
                discount.percent if discount else amounts.NO_DISCOUNT)
        return self._known_terms[wanted]


class _Line:
    """The days of a row at the same terms, and what they add up to."""

    def __init__(self):
        self.terms = None
        self.quantities = collections.defaultdict(int)
        self._summed = collections.defaultdict(int)
        self._listed = self._due = decimal.Decimal(0)

    def add(self, by_day):
        """Add what a resource was charged for by day."""
        listed, due = self.terms.amounts(sum(by_day.values()))
        self._listed += listed
        self._due += due
        for day, summed in by_day.items():
            self._summed[day] += summed

    def days(self):
        """Yield (day, quantity, list amount, amount due)."""
        listed, due = (self._by_day(number, whole) for number, whole
                       in enumerate((self._listed, self._due)))
        for day, quantity in self.quantities.items():
            yield day, quantity, listed[day], due[day]

    def _by_day(self, number, whole):
        """Split one of the amounts that the terms make."""
        by_day = amounts.running(
            self._summed, lambda summed: self.terms.amounts(summed)[number])
        by_day[max(by_day)] += whole - sum(by_day.values())
        return by_day


def _summed(charges, key):
    """Return what the amount of a charge is made of: see rate.Charges."""
    return charges.costs.get(key, charges.quantities[key])


def _days_of_charges(charges):
    """Return the ChargeKeys that differ in nothing but their day, as lists."""
    found = collections.defaultdict(list)
    for key in charges.quantities:
        found[key[:-1]].append(key)
    return found


def _totals(rows):
    totals = collections.defaultdict(decimal.Decimal)
    for row in rows:
        totals[row.currency] += row.amount
    return dict(sorted(totals.items()))


def _charge_row(group, names, price, quantity, listed, due):
    return ChargeRow(
        *report.labels(group, names), *report.measured(group, quantity),
        price_id=price and price.id,
        price=price.unit_price if price and price.is_linear else None,
        pricing_unit=price and price.pricing_unit,
        discount_percent=price and group.discount_percent,
        currency=group.currency, list_amount=listed, amount=due)
