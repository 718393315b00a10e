# SPDX-License-Identifier: Apache-2.0
"""Books with prepaid wallets."""

import decimal

from tests.unit.ledger import base
from tests.unit.ledger import statement_base

D = decimal.Decimal


class WalletsTestCase(statement_base.StatementsTestCase):
    """Has ``books``; the clock stands at 10 November 2026, 12:00."""

    def create(self, account_id=base.PROJECT, **more):
        return self.books.wallets.create(account_id, **more)

    def top_up(self, amount, reference, account_id=base.PROJECT,
               currency=None):
        return self.books.wallets.top_up(account_id, currency, D(amount),
                                         reference)

    def draw(self, account_id=base.PROJECT, currency=None):
        """Return the amounts that the wallet got, as texts."""
        return [format(entry.amount, 'f') for entry in
                self.books.wallets.draw(account_id, currency)]

    def balance(self, account_id=base.PROJECT, currency=None):
        """Return the balance as a text."""
        return format(self.books.wallets.get(account_id, currency).balance,
                      'f')

    def told(self):
        """Return the kinds of the notices that wait, as they were made."""
        return [row.kind for row in sorted(
            self.books.outbox.undelivered(),
            key=lambda row: int(row.period.partition('/')[2]))]

    def assert_balanced(self):
        self.assertEqual([], list(self.books.wallets.verify()))
