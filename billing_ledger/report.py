# SPDX-License-Identifier: Apache-2.0
"""Group usage and charges the way somebody asked for, by pure computation."""

import collections
import datetime
import decimal
import typing

from billing_ledger import exception
from billing_ledger import text
from billing_ledger.metering import meters
from billing_ledger.metering import usage as metering
from billing_ledger.rating import rate as rating

# Bounds the work that one request can ask for.
MOST_DAYS = datetime.timedelta(days=400)
GROUPINGS = ('resource', 'meter', 'day', 'user', 'project')


class Query(typing.NamedTuple):
    """Whose usage or charges are wanted, over [start, end), split by what."""

    start: datetime.datetime
    end: datetime.datetime
    project_id: str | None = None
    resource_id: str | None = None
    group_by: tuple = ('resource', 'meter')

    def check(self):
        """Raise InvalidQuery where the query cannot be answered."""
        if self.start > self.end:
            raise exception.InvalidQuery(reason='start lies after end')
        if 'day' in self.group_by and self.end - self.start > MOST_DAYS:
            raise exception.InvalidQuery(
                reason=f'by day, a period has {MOST_DAYS.days} days at most')
        unknown = set(self.group_by) - set(GROUPINGS)
        if unknown:
            raise exception.InvalidQuery(
                reason=f'cannot group by {", ".join(sorted(unknown))}; '
                       f'known are {", ".join(GROUPINGS)}')


class UsageRow(typing.NamedTuple):
    """What a project used. What the rows are not grouped by is None."""

    project_id: str
    resource_id: str | None
    resource_name: str | None
    user_id: str | None
    day: datetime.date | None
    meter: str | None
    quantity: decimal.Decimal | None      # in base units
    unit: str | None

    def as_dict(self):
        """Return the row for JSON, without the keys it is not grouped by."""
        found = _present(self._asdict())
        if self.quantity is not None:
            found['quantity'] = text.of_decimal(self.quantity)
        return found


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
    price: decimal.Decimal | None         # of one pricing unit
    pricing_unit: str | None
    currency: str
    amount: decimal.Decimal               # ten decimals

    def as_dict(self):
        """Return the row for JSON, without the keys it is not grouped by."""
        found = _present(self._asdict())
        if self.meter is not None:
            found['quantity'] = text.of_decimal(self.quantity)
            found['price'] = text.of_decimal(self.price)
        found['amount'] = text.of_amount(self.amount)
        return found


class ChargeSheet(typing.NamedTuple):
    """Charges with their sum in each currency."""

    rows: list
    totals: dict
    start: datetime.datetime
    end: datetime.datetime


class UsageSheet(typing.NamedTuple):
    """Usage of a period."""

    rows: list
    start: datetime.datetime
    end: datetime.datetime


class _Group(typing.NamedTuple):
    """What rows are grouped by, in the order in which they are sorted."""

    project_id: str
    resource_id: str
    day: datetime.date
    user_id: str
    meter: str
    price_from: datetime.datetime
    price_id: str
    currency: str


_NO_DAY = datetime.date.min
_NO_TIME = datetime.datetime.min.replace(tzinfo=datetime.UTC)


class _Grouping:
    """Says which group a usage or a charge belongs to."""

    def __init__(self, group_by):
        self._by_resource = 'resource' in group_by
        self._by_user = 'user' in group_by
        self._by_meter = 'meter' in group_by

    def of(self, key, day, price=None):
        by_price = price and self._by_meter
        return _Group(
            key.project_id,
            key.resource_id if self._by_resource else '',
            day,
            (key.user_id or '') if self._by_user else '',
            key.meter if self._by_meter else '',
            price.effective_from if by_price else _NO_TIME,
            price.id if by_price else '',
            price.currency if price else '')


def usage_rows(quantities, names, days, group_by):
    """Return UsageRows, sorted by what they are of.

    :param quantities: what metering.usage returned
    :param names: names of the resources by id
    :param days: the day of each interval
    """
    grouping = _Grouping(group_by)
    sums = collections.defaultdict(int)
    for key, quantity in quantities.items():
        day = days[key.interval] if 'day' in group_by else _NO_DAY
        sums[grouping.of(key, day)] += quantity
    return [UsageRow(*_labels(group, names), *_measured(group, sums[group]))
            for group in sorted(sums)]


def charge_rows(charges, book, names, group_by):
    """Return (ChargeRows sorted by what they are of, sum by currency).

    :param charges: what rating.rate returned, by the periods of periods()
    :param book: the PriceBook that it chose from
    :param names: names of the resources by id
    """
    grouping = _Grouping(group_by)
    add_up = _add_up_days if 'day' in group_by else _add_up
    quantities, amounts = add_up(charges, book, grouping)
    rows = [_charge_row(group, names, book.by_id.get(group.price_id),
                        quantities[group], amounts[group])
            for group in sorted(amounts)]
    return rows, _totals(rows)


def periods(days, group_by):
    """Return what the charges of each interval are told apart by.

    :param days: the day of each interval
    """
    return days if 'day' in group_by else [_NO_DAY] * len(days)


def _add_up(charges, book, grouping):
    """Return (quantities, amounts) by group; each charge is rounded once."""
    quantities = collections.defaultdict(int)
    amounts = collections.defaultdict(decimal.Decimal)
    for key, quantity in charges.items():
        price = book.by_id[key.price_id]
        group = grouping.of(key, key.period, price)
        quantities[group] += quantity
        amounts[group] += _amount(quantity, price)
    return quantities, amounts


def _add_up_days(charges, book, grouping):
    """Return (quantities, amounts) by group and day.

    The days of a line are the differences of its rounded running sums, and the
    last one takes what rounding the resources one by one makes of difference:
    so they add up to what the line is without days.
    """
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    due = collections.defaultdict(decimal.Decimal)
    for key, by_day in _days_of_charges(charges).items():
        price = book.by_id[key.price_id]
        line = grouping.of(key, _NO_DAY, price), price.id
        due[line] += _amount(sum(by_day.values()), price)
        for day, quantity in by_day.items():
            lines[line][day] += quantity
    quantities = collections.defaultdict(int)
    amounts = collections.defaultdict(decimal.Decimal)
    for (group, price_id), by_day in lines.items():
        price = book.by_id[price_id]
        by_day_due = rating.running_amounts(
            by_day, meters.METERS[price.meter], price.unit_price)
        by_day_due[max(by_day)] += (due[group, price_id]
                                    - sum(by_day_due.values()))
        for day, quantity in by_day.items():
            quantities[group._replace(day=day)] += quantity
            amounts[group._replace(day=day)] += by_day_due[day]
    return quantities, amounts


def _days_of_charges(charges):
    """Return the quantities of each day by the key of the first one."""
    first_keys = {}
    by_key = collections.defaultdict(dict)
    for key, quantity in charges.items():
        by_key[first_keys.setdefault(key[:-1], key)][key.period] = quantity
    return by_key


def _amount(quantity, price):
    return rating.amount(quantity, meters.METERS[price.meter],
                         price.unit_price)


def _totals(rows):
    totals = collections.defaultdict(decimal.Decimal)
    for row in rows:
        totals[row.currency] += row.amount
    return dict(sorted(totals.items()))


def _charge_row(group, names, price, quantity, amount):
    return ChargeRow(
        *_labels(group, names), *_measured(group, quantity),
        price_id=price and price.id,
        price=price and price.unit_price,
        pricing_unit=price and price.pricing_unit,
        currency=group.currency, amount=amount)


def _labels(group, names):
    return (group.project_id, group.resource_id or None,
            names.get(group.resource_id), group.user_id or None,
            None if group.day is _NO_DAY else group.day)


def _measured(group, quantity):
    """Return (meter, quantity, unit): no sum of several meters."""
    if not group.meter:
        return None, None, None
    return (group.meter, metering.in_base_units(quantity),
            meters.METERS[group.meter].unit)


def _present(found):
    found = {key: value for key, value in found.items() if value is not None}
    if 'day' in found:
        found['day'] = found['day'].isoformat()
    return found
