# SPDX-License-Identifier: Apache-2.0
"""The bill of a project, put together from the API's rows; pure."""

import collections
import datetime
import decimal
import typing

from horizon_billing import money
from horizon_billing import quantities
from horizon_billing import words


class Instance(typing.NamedTuple):
    """What an instance used and cost in the period of a bill.

    Without ``costs``, nothing of what it used has a price.
    """

    id: str
    name: str
    quantities: dict         # meter -> Decimal in the unit people use
    costs: list              # a Money for each currency

    @property
    def was_counted(self):
        """Whether an agent counted what it used."""
        return bool(quantities.COUNTED.keys() & self.quantities.keys())

    @property
    def has_page(self):
        """Whether it is an instance: images, volumes ... have no page."""
        return bool(quantities.OF_INSTANCES & self.quantities.keys())


class Line(typing.NamedTuple):
    """What an instance used by one meter at one price, or at none."""

    meter: str
    quantity: decimal.Decimal
    pricing_unit: str
    price_id: str | None
    price: decimal.Decimal | None
    cost: money.Money | None


class InstanceBill(typing.NamedTuple):
    """What one instance cost and used; ``used`` has a Used for each meter."""

    lines: list
    totals: list             # a Money for each currency
    used: list


class Bill(typing.NamedTuple):
    """What a project used and cost; ``start`` and ``end`` as the API says."""

    start: str
    end: str
    totals: list             # a Money for each currency
    instances: list          # the most expensive first
    days: dict               # currency -> {date: Decimal}


def make(usage, charges, daily):
    """Return the Bill that three listings of the API amount to.

    :param usage: by resource and meter; says what was used
    :param charges: by resource; says what of it costs how much
    :param daily: charges by day
    """
    sums = totals(charges)
    instances = _instances(usage.rows, charges.rows)
    currencies = [total.currency for total in sums]
    instances.sort(key=lambda instance: _by_cost(instance, currencies))
    return Bill(charges.start, charges.end, sums, instances,
                _days(daily.rows))


def totals(charges):
    """Return the sums that the API gives, a Money for each currency."""
    return [money.of(total['currency'], total['amount'])
            for total in charges.totals]


def lines(usage, charges):
    """Return the Lines of an instance's bill, meter by meter.

    What is allocated and has no price stands there without one, since one
    would expect it to cost. Of what is counted beside it, most never has.

    :param usage: of that instance by meter
    :param charges: of that instance by meter, and so by price
    """
    found = []
    for row in sorted(usage.rows,
                      key=lambda row: words.meter_order(row['meter'])):
        charged = [charge for charge in charges.rows
                   if charge['meter'] == row['meter']]
        found.extend(map(_priced_line, charged))
        rest = (decimal.Decimal(row['quantity'])
                - sum(decimal.Decimal(charge['quantity'])
                      for charge in charged))
        if rest > 0 and (charged or row['meter'] not in quantities.COUNTED):
            quantity, unit = quantities.in_pricing_unit(rest, row['unit'])
            found.append(Line(row['meter'], quantity, unit, None, None, None))
    return found


def _priced_line(row):
    quantity, unit = quantities.in_pricing_unit(
        decimal.Decimal(row['quantity']), row['unit'])
    return Line(row['meter'], quantity, unit, row['price_id'],
                decimal.Decimal(row['price']),
                money.of(row['currency'], row['amount']))


def _instances(usage_rows, charge_rows):
    used = collections.defaultdict(dict)
    names = {}
    for row in usage_rows:
        names[row['resource_id']] = row.get('resource_name')
        used[row['resource_id']][row['meter']] = row
    charged = collections.defaultdict(list)
    for row in charge_rows:
        charged[row['resource_id']].append(row)
    return [_instance(resource_id, names[resource_id], meters,
                      charged[resource_id])
            for resource_id, meters in used.items()]


def _instance(resource_id, name, meters, charge_rows):
    used = {}
    for meter, row in meters.items():
        used[meter], _unit = quantities.in_pricing_unit(
            decimal.Decimal(row['quantity']), row['unit'])
    costs = money.total(money.of(row['currency'], row['amount'])
                        for row in charge_rows)
    return Instance(resource_id, name or resource_id, used, costs)


def _by_cost(instance, currencies):
    costs = {cost.currency: cost.amount for cost in instance.costs}
    return ([-costs.get(currency, 0) for currency in currencies],
            instance.name, instance.id)


def _days(rows):
    days = collections.defaultdict(collections.Counter)
    for row in rows:
        day = datetime.date.fromisoformat(row['day'])
        days[row['currency']][day] += decimal.Decimal(row['amount'])
    return {currency: dict(days[currency]) for currency in sorted(days)}
