# SPDX-License-Identifier: Apache-2.0
"""Group quantities the way somebody asked for, by pure computation."""

import collections
import datetime
import decimal
import typing

from billing_ledger import exception
from billing_ledger import text
from billing_ledger.metering import meters
from billing_ledger.metering import usage as metering

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
        found = present(self._asdict())
        if self.quantity is not None:
            found['quantity'] = text.of_decimal(self.quantity)
        return found


class UsageSheet(typing.NamedTuple):
    """Usage of a period."""

    rows: list
    start: datetime.datetime
    end: datetime.datetime


class Group(typing.NamedTuple):
    """What rows are grouped by, in the order in which they are sorted."""

    project_id: str
    resource_id: str
    day: datetime.date
    user_id: str
    meter: str
    price_from: datetime.datetime
    price_id: str
    discount_percent: decimal.Decimal
    currency: str


NO_DAY = datetime.date.min
_NO_DISCOUNT = decimal.Decimal(0)
_NO_TIME = datetime.datetime.min.replace(tzinfo=datetime.UTC)


class Grouping:
    """Says which group a usage or a charge belongs to."""

    def __init__(self, group_by):
        self._by_resource = 'resource' in group_by
        self._by_user = 'user' in group_by
        self._by_meter = 'meter' in group_by

    def of(self, key, day, price=None, percent_off=_NO_DISCOUNT):
        by_price = price and self._by_meter
        return Group(
            key.project_id,
            key.resource_id if self._by_resource else '',
            day,
            (key.user_id or '') if self._by_user else '',
            key.meter if self._by_meter else '',
            price.effective_from if by_price else _NO_TIME,
            price.id if by_price else '',
            percent_off if by_price else _NO_DISCOUNT,
            price.currency if price else '')


def usage_rows(quantities, names, days, group_by):
    """Return UsageRows, sorted by what they are of.

    :param quantities: what metering.usage returned
    :param names: names of the resources by id
    :param days: the day of each interval
    """
    grouping = Grouping(group_by)
    sums = collections.defaultdict(int)
    for key, quantity in quantities.items():
        day = days[key.interval] if 'day' in group_by else NO_DAY
        sums[grouping.of(key, day)] += quantity
    return [UsageRow(*labels(group, names), *measured(group, sums[group]))
            for group in sorted(sums)]


def periods(days, group_by):
    """Return what the charges of each interval are told apart by.

    :param days: the day of each interval
    """
    return days if 'day' in group_by else [NO_DAY] * len(days)


def labels(group, names):
    return (group.project_id, group.resource_id or None,
            names.get(group.resource_id), group.user_id or None,
            None if group.day is NO_DAY else group.day)


def measured(group, quantity):
    """Return (meter, quantity, unit): no sum of several meters."""
    if not group.meter:
        return None, None, None
    return (group.meter, metering.in_base_units(quantity),
            meters.METERS[group.meter].unit)


def present(found):
    found = {key: value for key, value in found.items() if value is not None}
    if 'day' in found:
        found['day'] = found['day'].isoformat()
    return found
