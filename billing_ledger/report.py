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
    """What rows are grouped by; sorts by project, name, resource, ..."""

    project_id: str
    resource_name: str
    resource_id: str
    day: datetime.date
    user_id: str
    meter: str
    price_from: datetime.datetime
    price: typing.Any
    currency: str


_NO_DAY = datetime.date.min
_NO_TIME = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def usage_rows(usage, days, group_by):
    """Return UsageRows, in a stable order.

    :param usage: metering.Usage
    :param days: the day of each interval
    """
    sums = collections.defaultdict(int)
    for key, quantity in usage.quantities.items():
        day = days[key.interval] if 'day' in group_by else _NO_DAY
        sums[_group(key, usage.names, day, group_by)] += quantity
    return [_usage_row(group, sums[group]) for group in sorted(sums)]


def charge_rows(charges, names, days, group_by):
    """Return (ChargeRows in a stable order, sum by currency).

    :param charges: what rating.rate returned
    :param names: names of the resources by id
    :param days: the day of each interval
    """
    quantities = collections.defaultdict(int)
    amounts = collections.defaultdict(decimal.Decimal)
    totals = collections.defaultdict(decimal.Decimal)
    for key, by_interval in charges.items():
        for day, quantity, amount in _split(key, by_interval, days, group_by):
            group = _group(key, names, day, group_by)
            quantities[group] += quantity
            amounts[group] += amount
            totals[key.price.currency] += amount
    rows = [_charge_row(group, quantities[group], amounts[group])
            for group in sorted(quantities, key=_order)]
    return rows, dict(sorted(totals.items()))


def _split(key, by_interval, days, group_by):
    """Return a charge as (day, quantity, amount) parts that add up to it."""
    meter = meters.METERS[key.meter]
    if 'day' not in group_by:
        quantity = sum(by_interval.values())
        return [(_NO_DAY, quantity,
                 rating.amount(quantity, meter, key.price.unit_price))]
    by_day = collections.defaultdict(int)
    for number, quantity in by_interval.items():
        by_day[days[number]] += quantity
    amounts = rating.running_amounts(by_day, meter, key.price.unit_price)
    return [(day, by_day[day], amounts[day]) for day in amounts]


def _group(key, names, day, group_by):
    by_resource = 'resource' in group_by
    by_meter = 'meter' in group_by
    price = getattr(key, 'price', None)
    return _Group(
        project_id=key.project_id,
        resource_name=(names[key.resource_id] or '') if by_resource else '',
        resource_id=key.resource_id if by_resource else '',
        day=day,
        user_id=(key.user_id or '') if 'user' in group_by else '',
        meter=key.meter if by_meter else '',
        price_from=price.effective_from if price and by_meter else _NO_TIME,
        price=price if by_meter else None,
        currency=price.currency if price else '')


def _order(group):
    return (*group[:-2], group.price.id if group.price else '',
            group.currency)


def _usage_row(group, quantity):
    return UsageRow(*_labels(group), *_measured(group, quantity))


def _charge_row(group, quantity, amount):
    price = group.price
    return ChargeRow(
        *_labels(group), *_measured(group, quantity),
        price_id=price and price.id,
        price=price and price.unit_price,
        pricing_unit=price and price.pricing_unit,
        currency=group.currency, amount=amount)


def _labels(group):
    return (group.project_id, group.resource_id or None,
            group.resource_name or None, group.user_id or None,
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
