# SPDX-License-Identifier: Apache-2.0
"""What prices would have made of a period, before they are saved; pure."""

import decimal
import typing
import uuid

from billing_ledger import text
from billing_ledger.rating.price import Price


class PreviewRow(typing.NamedTuple):
    """What a project's charges of a period were, and would have been."""

    project_id: str
    currency: str
    before: decimal.Decimal
    after: decimal.Decimal

    @property
    def difference(self):
        return self.after - self.before

    def as_dict(self):
        """Return the row for JSON."""
        return {'project_id': self.project_id, 'currency': self.currency,
                'before': text.of_amount(self.before),
                'after': text.of_amount(self.after),
                'difference': text.of_amount(self.difference)}


def as_if_in_force(new_prices, start):
    """Return Prices that have been in force since a moment.

    :param new_prices: NewPrices, checked
    """
    return [Price(id=str(uuid.uuid4()), effective_until=None,
                  created_at=start, created_by=None, ended_at=None,
                  ended_by=None,
                  **new._replace(effective_from=start)._asdict())
            for new in new_prices]


def compare(before, after):
    """Return PreviewRows of two ChargeSheets by project."""
    due = {}
    for number, sheet in enumerate((before, after)):
        for row in sheet.rows:
            pair = due.setdefault((row.project_id, row.currency),
                                  [decimal.Decimal(0)] * 2)
            pair[number] += row.amount
    return [PreviewRow(*whose, *pair) for whose, pair in sorted(due.items())]
