# SPDX-License-Identifier: Apache-2.0
"""Books with servers whose months can be closed."""

import datetime
import decimal

from billing_ledger import ledger
from billing_ledger import times
from billing_ledger.rating.price import NewPrice
from billing_ledger.statements import account as accounts
from billing_ledger.statements import month as months
from tests.unit.ledger import base

JANUARY = months.Month(2026, 1)
OCTOBER = months.Month(2026, 10)
NOVEMBER = months.Month(2026, 11)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
LONG_AGO = times.parse('2026-01-01T00:00')


class StatementsTestCase(base.BooksTestCase):
    """Has ``books``, and helpers to fill and close them.

    The clock stands at 10 November 2026, when October may be closed.
    """

    def setUp(self):
        super().setUp()
        self.now = times.parse('2026-11-10T12:00')

    def use_zone(self, name):
        """Let bills be made in another time zone."""
        self.conf.set_override('time_zone', name, group='billing')
        self.open_books()

    def set_price(self, unit_price, meter='instance.uptime', currency='EUR',
                  start=LONG_AGO, **more):
        return self.books.prices.create(
            NewPrice(meter, decimal.Decimal(unit_price),
                     ledger.METERS[meter].pricing_unit, currency,
                     start, **more), allow_past=True, backdate=True)

    def run_server(self, start, hours=None, **more):
        """Record a server that runs from a moment on.

        :param hours: after which it is deleted; None: it runs on
        :returns: the Server
        """
        start = times.parse(start) if isinstance(start, str) else start
        server = base.Server(created_at=start - base.MINUTE, **more)
        server.says().after(base.MINUTE).launched()
        if hours is not None:
            server.after(hours * HOUR).deleted()
        self.books.record(server.messages)
        return server

    def draft(self, account_id=base.PROJECT, month=OCTOBER):
        """Return the one draft that there is."""
        found, = self.books.statements.drafts(account_id, month)
        return found

    def close(self, month=OCTOBER):
        return list(self.books.statements.closing.close(month))

    def new_account(self, *projects, from_month=JANUARY, name='Example Ltd',
                    **terms):
        """Create an account of some projects; return its id."""
        account = self.books.statements.accounts.create(
            accounts.Terms(name=name, **terms))
        for project_id in projects:
            self.books.statements.accounts.add_project(
                account.id, project_id, from_month)
        return account.id

    def assert_amounts(self, expected, found):
        """Compare a text such as '1.00 0.19 1.19' with a statement."""
        self.assertEqual(expected, ' '.join(
            format(amount, 'f') for amount in (
                found.subtotal, found.tax, found.total)))

    def assert_verified(self):
        self.assertEqual([], list(self.books.statements.verify()))


def amounts(statement):
    """Return the amounts of the lines as texts."""
    return [format(line.amount, 'f') for line in statement.lines]
