# SPDX-License-Identifier: Apache-2.0
"""Prices as the pages show them."""

import datetime
import decimal
import enum
import typing

from horizon_billing import money
from horizon_billing import words


class State(enum.Enum):
    """Whether a price applies now, later or no more."""

    IN_FORCE = 'in force'
    TO_COME = 'to come'
    ENDED = 'ended'


class Price(typing.NamedTuple):
    """A price of the API, with numbers and times as such."""

    id: str
    meter: str
    unit_price: decimal.Decimal
    pricing_unit: str
    currency: str
    flavor: str | None
    project_id: str | None
    effective_from: datetime.datetime
    effective_until: datetime.datetime | None
    created_by: str | None
    ended_by: str | None

    @property
    def meter_name(self):
        return words.meter(self.meter)

    @property
    def price(self):
        return money.unit_price(self.unit_price, self.currency)

    @property
    def per(self):
        return words.per(self.pricing_unit)

    def state(self, now):
        """Return the State at a moment."""
        if self.effective_until is not None and self.effective_until <= now:
            return State.ENDED
        if self.effective_from > now:
            return State.TO_COME
        return State.IN_FORCE


def from_api(row):
    """Return the Price that the API describes."""
    return Price(
        id=row['id'], meter=row['meter'],
        unit_price=decimal.Decimal(row['unit_price']),
        pricing_unit=row['pricing_unit'], currency=row['currency'],
        flavor=row['flavor'], project_id=row['project_id'],
        effective_from=moment(row['effective_from']),
        effective_until=moment(row['effective_until']),
        created_by=row['created_by'], ended_by=row['ended_by'])


def moment(text):
    """Return the aware datetime that the API wrote, or None for None."""
    return None if text is None else datetime.datetime.fromisoformat(text)


def order(price):
    """Return the key by which prices are listed.

    The general stand before the special, and the newest first.
    """
    return (words.meter_order(price.meter), price.project_id or '',
            price.flavor or '', -price.effective_from.timestamp(), price.id)
