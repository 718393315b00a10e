# SPDX-License-Identifier: Apache-2.0
"""A price: what a meter costs, for whom, by which model, and when."""

import datetime
import decimal
import typing

from billing_ledger import text
from billing_ledger import times

DEFAULT_PLAN = 'default'
STANDARD, GRADUATED, VOLUME, PACKAGE = MODELS = (
    'standard', 'graduated', 'volume', 'package')
_TIMES = ('effective_from', 'effective_until', 'created_at', 'ended_at')
_NUMBERS = ('unit_price', 'package_size', 'free_quantity')


class Tier(typing.NamedTuple):
    """What a pricing unit costs up to a quantity; None: without an end."""

    up_to: decimal.Decimal | None
    unit_price: decimal.Decimal

    def as_dict(self):
        """Return the tier with its numbers as text."""
        return {'up_to': text.of_decimal(self.up_to),
                'unit_price': text.of_decimal(self.unit_price)}


class Line(typing.NamedTuple):
    """What makes prices versions of one another: what and whom they are for.

    None is for all. Only one version is in force at a time.
    """

    plan: str
    meter: str
    project_id: str | None
    domain_id: str | None
    flavor: str | None
    volume_type: str | None
    availability_zone: str | None


class NewPrice(typing.NamedTuple):
    """A price as somebody wishes it.

    ``unit_price`` is that of a pricing unit (model standard), of a package
    (package), or None (the tiers have theirs). ``package_size`` and
    ``free_quantity`` are in pricing units, the latter for a project and
    month. A stretch of being billed counts as ``minimum_seconds`` at least,
    and is rounded up to a multiple of ``increment_seconds``; 0: to the
    microsecond.
    """

    meter: str
    unit_price: decimal.Decimal | None
    pricing_unit: str
    currency: str
    effective_from: datetime.datetime
    flavor: str | None = None
    project_id: str | None = None
    plan: str = DEFAULT_PLAN
    domain_id: str | None = None
    volume_type: str | None = None
    availability_zone: str | None = None
    model: str = STANDARD
    tiers: tuple = ()
    package_size: decimal.Decimal | None = None
    free_quantity: decimal.Decimal = decimal.Decimal(0)
    minimum_seconds: int = 0
    increment_seconds: int = 0

    @property
    def line(self):
        return Line(*(getattr(self, name) for name in Line._fields))


class Price(typing.NamedTuple):
    """A NewPrice as it stands in the books, in force over [from, until)."""

    id: str
    meter: str
    unit_price: decimal.Decimal | None
    pricing_unit: str
    currency: str
    flavor: str | None
    project_id: str | None
    plan: str
    domain_id: str | None
    volume_type: str | None
    availability_zone: str | None
    model: str
    tiers: tuple
    package_size: decimal.Decimal | None
    free_quantity: decimal.Decimal
    minimum_seconds: int
    increment_seconds: int
    effective_from: datetime.datetime
    effective_until: datetime.datetime | None
    created_at: datetime.datetime
    created_by: str | None
    ended_at: datetime.datetime | None
    ended_by: str | None

    @property
    def line(self):
        return Line(*(getattr(self, name) for name in Line._fields))

    @property
    def is_linear(self):
        """Whether twice as much always costs twice as much."""
        return self.model == STANDARD and not self.free_quantity

    @property
    def rounds_time(self):
        """Whether stretches count for longer than they lasted."""
        return bool(self.minimum_seconds or self.increment_seconds)

    @property
    def is_cancelled(self):
        """Whether the price was ended before it began."""
        return self.effective_until == self.effective_from

    def is_in_force(self, moment):
        """Tell whether the price applies at a moment."""
        return (self.effective_from <= moment
                and (self.effective_until is None
                     or moment < self.effective_until))

    def as_dict(self):
        """Return the price with numbers and times as text."""
        found = self._asdict()
        for name in _NUMBERS:
            found[name] = text.of_decimal(found[name])
        for name in _TIMES:
            found[name] = times.to_text(found[name])
        found['tiers'] = [tier.as_dict() for tier in self.tiers]
        return found


def same_terms(one, other):
    """Tell whether two prices of a line charge the same."""
    return all(getattr(one, name) == getattr(other, name)
               for name in _TERMS)


_TERMS = ('unit_price', 'currency', 'model', 'tiers', 'package_size',
          'free_quantity', 'minimum_seconds', 'increment_seconds')
