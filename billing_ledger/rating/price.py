# SPDX-License-Identifier: Apache-2.0
"""A price: what one pricing unit of a meter costs, for whom, and when."""

import datetime
import decimal
import typing

from billing_ledger import text
from billing_ledger import times


class NewPrice(typing.NamedTuple):
    """A price as somebody wishes it."""

    meter: str
    unit_price: decimal.Decimal
    pricing_unit: str
    currency: str
    effective_from: datetime.datetime
    flavor: str | None = None
    project_id: str | None = None


class Price(typing.NamedTuple):
    """A price as it stands in the books, in force over [from, until)."""

    id: str
    meter: str
    unit_price: decimal.Decimal
    pricing_unit: str
    currency: str
    flavor: str | None
    project_id: str | None
    effective_from: datetime.datetime
    effective_until: datetime.datetime | None
    created_at: datetime.datetime
    created_by: str | None
    ended_at: datetime.datetime | None
    ended_by: str | None

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
        found['unit_price'] = text.of_decimal(self.unit_price)
        for name in ('effective_from', 'effective_until', 'created_at',
                     'ended_at'):
            found[name] = times.to_text(found[name])
        return found
