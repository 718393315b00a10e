# SPDX-License-Identifier: Apache-2.0
"""What a flavor would cost a project, by the hour and the month; pure."""

import decimal
import fractions
import typing

from billing_ledger import text
from billing_ledger.metering import composite
from billing_ledger.metering import meters
from billing_ledger.metering import usage as metering
from billing_ledger.metering.traits import Traits
from billing_ledger.rating import amounts
from billing_ledger.rating import models

HOURS_PER_MONTH = 730     # 365 days of 24 hours, by twelve months


class Flavor(typing.NamedTuple):
    """What is asked for, in the units of Nova's flavors."""

    name: str
    vcpus: int
    memory_mb: int
    disk_gb: int
    availability_zone: str | None = None


class QuoteRow(typing.NamedTuple):
    """What a meter would cost; ``per_month`` is for HOURS_PER_MONTH.

    ``quantity_per_hour`` is in pricing units.
    """

    meter: str
    price_id: str
    price: decimal.Decimal | None
    pricing_unit: str
    quantity_per_hour: decimal.Decimal
    per_hour: decimal.Decimal
    per_month: decimal.Decimal


class Quote(typing.NamedTuple):
    """What an instance would cost.

    ``by_use`` are the Prices of what is counted as it is used, which nobody
    can tell before.
    """

    rows: list
    by_use: list
    currency: str | None
    per_hour: decimal.Decimal
    per_month: decimal.Decimal

    def as_dict(self):
        """Return the quote for JSON."""
        return {
            'rows': [_row_as_dict(row) for row in self.rows],
            'by_use': [price.as_dict() for price in self.by_use],
            'currency': self.currency,
            'hours_per_month': HOURS_PER_MONTH,
            'per_hour': text.of_amount(self.per_hour),
            'per_month': text.of_amount(self.per_month)}


def make(flavor, book, project_id, moment, cpu_percent=None):
    """Return the Quote of one instance that runs all the time.

    Allowances and tiers are counted as if the project used nothing else.

    :param flavor: a Flavor
    :param book: a PriceBook
    :param cpu_percent: how busy its vCPUs would be, as a Decimal; None leaves
                        CPU time to what is charged by use
    """
    rows, by_use = [], []
    for meter in meters.METERS.values():
        price = book.price_for(
            meter.name, project_id,
            Traits(flavor.name, flavor.availability_zone), moment)
        if price is None:
            continue
        per_hour = _per_hour(meter, flavor, cpu_percent)
        if per_hour is not None:
            rows.append(_row(meter, price, per_hour, book.discount_for(
                meter.name, project_id, moment)))
        elif (meter in meters.COUNTED_METERS
                or isinstance(meter, composite.Composite)):
            by_use.append(price)
    prices = [book.by_id[row.price_id] for row in rows] + by_use
    return Quote(rows, by_use, prices[0].currency if prices else None,
                 *(sum((getattr(row, name) for row in rows),
                       decimal.Decimal(0))
                   for name in ('per_hour', 'per_month')))


def _per_hour(meter, flavor, cpu_percent):
    """Return the base units that accrue in an hour, or None if unknown."""
    if meter in meters.ALLOCATION_METERS:
        return fractions.Fraction(
            meter.per_second(flavor) * meters.SECONDS_PER_HOUR)
    if meter.name == meters.CPU_USED and cpu_percent is not None:
        return (flavor.vcpus * meters.NS_PER_HOUR
                * fractions.Fraction(cpu_percent) / 100)
    return None


def _row(meter, price, base_units, discount):
    off = discount.percent if discount else amounts.NO_DISCOUNT
    per_hour = base_units / meter.per_pricing_unit
    month = models.cost(price, per_hour * HOURS_PER_MONTH)
    return QuoteRow(
        meter=meter.name, price_id=price.id, price=price.unit_price,
        pricing_unit=price.pricing_unit,
        quantity_per_hour=metering.in_base_units(round(
            per_hour * metering.MICRO)),
        per_hour=amounts.of_cost(month / HOURS_PER_MONTH, off),
        per_month=amounts.of_cost(month, off))


def _row_as_dict(row):
    return row._asdict() | {
        'price': text.of_decimal(row.price),
        'quantity_per_hour': text.of_decimal(row.quantity_per_hour),
        'per_hour': text.of_amount(row.per_hour),
        'per_month': text.of_amount(row.per_month)}
