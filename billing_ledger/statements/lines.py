# SPDX-License-Identifier: Apache-2.0
"""Turn charges into the lines of a statement, by pure computation.

Each line is rounded once, half to even, to the currency's minor unit.
"""

import collections
import types
import typing

from billing_ledger import currency as currencies
from billing_ledger.metering import meters
from billing_ledger.statements import groups
from billing_ledger.statements import statement
from billing_ledger.statements import sums

# How far an account wants its usage told apart.
BY_RESOURCE, BY_METER, BY_USER = 'resource', 'meter', 'user'
DETAILS = (BY_RESOURCE, BY_METER, BY_USER)
# What charges have to be grouped by for lines of any detail.
GROUP_BY = ('resource', 'user', 'meter')
QUANTITY_DECIMALS = 10


class Place(typing.NamedTuple):
    """Where the resources of lines are, and what their projects are called.
    """

    region: str | None = None
    project_names: dict = types.MappingProxyType({})     # by id


NOWHERE = Place()


def of_charges(rows, period, detail, place=NOWHERE):
    """Return the usage lines of some charges, all in one currency.

    :param rows: ChargeRows by what GROUP_BY says, over the period
    :param period: a month.Period
    :param detail: BY_RESOURCE: a line for each resource, meter and price of a
                   project; BY_METER: a line for each meter of a project;
                   BY_USER: a line for each meter and user of a project
    :param place: a Place
    """
    together = collections.defaultdict(list)
    for row in rows:
        together[key(row, detail)].append(row)
    return sorted((_line(each, period, detail, place)
                   for each in together.values()), key=_order)


def key(line, detail):
    """Return what tells a line (or a ChargeRow) from others of its month."""
    if detail == BY_METER:
        return line.project_id, line.meter
    if detail == BY_USER:
        return line.project_id, line.user_id, line.meter
    return line.project_id, line.resource_id, line.meter, line.price_id


def _line(rows, period, detail, place):
    first = rows[0]
    of_resource = first if detail == BY_RESOURCE else None
    meter = meters.METERS[first.meter]
    price_id, price = _price(rows)
    return statement.Line(
        kind=statement.USAGE,
        project_id=first.project_id,
        project_name=place.project_names.get(first.project_id),
        region=place.region,
        resource_group=groups.of_meter(first.meter),
        resource_id=of_resource and of_resource.resource_id,
        resource_name=of_resource and of_resource.resource_name,
        meter=first.meter, description=meter.description,
        period_start=period.start, period_end=period.end,
        quantity=sums.quotient(sums.total(row.quantity for row in rows),
                               meter.per_pricing_unit, QUANTITY_DECIMALS),
        unit=first.pricing_unit, unit_price=price, price_id=price_id,
        list_amount=_rounded((row.list_amount for row in rows),
                             first.currency),
        amount=_rounded((row.amount for row in rows), first.currency),
        refers_to=None,
        user_id=first.user_id if detail == BY_USER else None)


def _price(rows):
    """Return (id, price of one unit), each None where there are several."""
    ids = {row.price_id for row in rows}
    prices = {row.price for row in rows}
    return (ids.pop() if len(ids) == 1 else None,
            prices.pop() if len(prices) == 1 else None)


def _rounded(amounts, currency):
    return currencies.rounded(sums.total(amounts), currency)


def _order(line):
    return (line.project_id, line.resource_group, line.resource_name or '',
            line.resource_id or '', line.user_id or '', line.meter)
