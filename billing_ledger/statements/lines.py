# SPDX-License-Identifier: Apache-2.0
"""Turn charges into the lines of a statement, by pure computation.

Each line is rounded once, half to even, to the currency's minor unit.
"""

import collections

from billing_ledger import currency as currencies
from billing_ledger.metering import meters
from billing_ledger.statements import groups
from billing_ledger.statements import statement
from billing_ledger.statements import sums

# How far an account wants its usage told apart.
BY_RESOURCE, BY_METER = 'resource', 'meter'
DETAILS = (BY_RESOURCE, BY_METER)
QUANTITY_DECIMALS = 10


def of_charges(rows, period, detail):
    """Return the usage lines of some charges, all in one currency.

    :param rows: ChargeRows by resource and meter, over the period
    :param period: a month.Period
    :param detail: BY_RESOURCE: a line for each resource, meter and price of a
                   project; BY_METER: a line for each meter of a project
    """
    together = collections.defaultdict(list)
    for row in rows:
        together[key(row, detail)].append(row)
    return sorted((_line(each, period, detail)
                   for each in together.values()), key=_order)


def key(line, detail):
    """Return what tells a line (or a ChargeRow) from others of its month."""
    if detail == BY_METER:
        return line.project_id, line.meter
    return line.project_id, line.resource_id, line.meter, line.price_id


def _line(rows, period, detail):
    first = rows[0]
    of_resource = first if detail == BY_RESOURCE else None
    meter = meters.METERS[first.meter]
    price_id, price = _price(rows)
    return statement.Line(
        kind=statement.USAGE,
        project_id=first.project_id, project_name=None, region=None,
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
        refers_to=None)


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
            line.resource_id or '', line.meter)
