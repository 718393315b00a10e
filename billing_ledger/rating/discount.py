# SPDX-License-Identifier: Apache-2.0
"""A discount: percent off for a project or for everybody on a plan."""

import datetime
import decimal
import typing

from billing_ledger import text
from billing_ledger import times


class NewDiscount(typing.NamedTuple):
    """A discount as somebody wishes it: for a project or a plan, not both.

    ``meter`` None: on everything.
    """

    percent: decimal.Decimal
    effective_from: datetime.datetime
    plan: str | None = None
    project_id: str | None = None
    meter: str | None = None
    reason: str | None = None

    @property
    def line(self):
        """What makes discounts follow one another."""
        return self.plan, self.project_id, self.meter


class Discount(typing.NamedTuple):
    """A discount as it stands in the books, in force over [from, until)."""

    id: str
    percent: decimal.Decimal
    plan: str | None
    project_id: str | None
    meter: str | None
    reason: str | None
    effective_from: datetime.datetime
    effective_until: datetime.datetime | None
    created_at: datetime.datetime
    created_by: str | None
    ended_at: datetime.datetime | None
    ended_by: str | None

    @property
    def line(self):
        """What makes discounts follow one another."""
        return self.plan, self.project_id, self.meter

    @property
    def is_cancelled(self):
        """Whether the discount was ended before it began."""
        return self.effective_until == self.effective_from

    def is_in_force(self, moment):
        """Tell whether the discount applies at a moment."""
        return (self.effective_from <= moment
                and (self.effective_until is None
                     or moment < self.effective_until))

    def as_dict(self):
        """Return the discount with numbers and times as text."""
        found = self._asdict()
        found['percent'] = text.of_decimal(self.percent)
        for name in ('effective_from', 'effective_until', 'created_at',
                     'ended_at'):
            found[name] = times.to_text(found[name])
        return found
