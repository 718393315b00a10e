# SPDX-License-Identifier: Apache-2.0
"""Books in which a server costs 1 EUR an hour, and budgets to set."""

import decimal

from billing_ledger.budgets import budget as budgets
from tests.unit.ledger import base

HOUR = base.HOUR
DAY = 24 * HOUR
PROJECT = base.PROJECT


def terms(amount='100', currency='EUR', **more):
    return budgets.Terms(decimal.Decimal(amount), currency, **more)


class BudgetsTestCase(base.BooksTestCase):
    """A server runs since base.START; it is ``hours`` later."""

    def setUp(self):
        super().setUp()
        # Where notices are kept is all that matters: nobody delivers them.
        self.conf.set_override('channels', ['webhook'], group='notices')
        self.price('1')
        server = base.Server(created_at=base.START - base.MINUTE)
        server.says().after(base.MINUTE).launched()
        self.books.record(server.messages)
        self.pass_to(0)

    def pass_to(self, hours):
        """Let it be some hours after the start of the server."""
        self.now = base.START + hours * HOUR

    def set(self, *args, project_id=PROJECT, **more):
        return self.books.budgets.set(project_id, terms(*args, **more))

    def check(self, project_id=PROJECT):
        return self.books.check_budget(project_id)

    def told(self):
        """Return (kind, period) of all notices, the oldest first."""
        return [(row.kind, row.period) for row in sorted(
            self.books.outbox.undelivered(),
            key=lambda row: (row.created_at, row.kind, row.period))]
