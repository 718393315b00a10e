# SPDX-License-Identifier: Apache-2.0
"""Wallets pay what the months cost, to the cent."""

import datetime
import decimal

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.statements import credit as credits
from tests.unit.ledger import base
from tests.unit.ledger import statement_base
from tests.unit.ledger import wallet_base

D = decimal.Decimal


class TestDraws(wallet_base.WalletsTestCase):
    """A server from 1 November, 00:00, at 1 EUR an hour."""

    def setUp(self):
        super().setUp()
        self.set_price('1')
        self.run_server('2026-11-01T00:00')

    def test_the_difference_since_the_last_draw(self):
        self.create()
        self.top_up('1000', 'INV-1')
        # Nine and a half days at 24 h.
        self.assertEqual(['-228.00'], self.draw())
        self.assertEqual([], self.draw())
        self.now += datetime.timedelta(minutes=90)
        self.assertEqual(['-1.50'], self.draw())
        self.assertEqual('770.50', self.balance())
        entry = self.books.wallets.entries(base.PROJECT)[0]
        self.assertEqual(
            ('draw', '2026-11', 'Usage of 2026-11', D('229.5'), 3),
            (entry.kind, entry.month, entry.description, entry.drawn,
             entry.number))
        self.assert_balanced()

    def test_with_tax_and_credits_as_on_the_draft(self):
        account_id = self.new_account(base.PROJECT, tax_name='VAT',
                                      tax_percent=D(19))
        self.create(account_id)
        # 228.00 and 19 %: 43.32.
        self.assertEqual(['-271.32'], self.draw(account_id))
        self.assertEqual('-271.32', self.balance(account_id))

    def test_a_refund(self):
        self.create()
        self.assertEqual(['-228.00'], self.draw())
        self.books.statements.credits.grant(credits.Grant(
            base.PROJECT, 'Welcome', amount=D(100)))
        self.assertEqual(['100.00'], self.draw())
        self.assertEqual('-128.00', self.balance())
        self.assert_balanced()

    def test_the_last_draw_makes_the_statement(self):
        self.create()
        self.draw()
        self.now = times.parse('2026-12-02T00:00')
        # 720 h in November, 24 h in December.
        self.assertEqual(['-492.00', '-24.00'], self.draw())
        self.assertEqual('2026-11',
                         self.books.wallets.get(base.PROJECT).draw_from)
        self.set_price('0.5', start=times.parse('2026-11-30T00:00'))
        self.now = times.parse('2026-12-05T00:00')
        closed, = self.close(statement_base.NOVEMBER)
        # 24 h at half the price; in December it is 96 h at half the price.
        self.assertEqual('708.00', format(closed.total, 'f'))
        self.assertEqual(['12.00', '-24.00'], self.draw())
        wallet = self.books.wallets.get(base.PROJECT)
        self.assertEqual(('2026-12', D('-756')),
                         (wallet.draw_from, wallet.balance))
        self.assertEqual([], self.draw())
        self.assert_balanced()

    def test_corrections_are_drawn_with_the_next_month(self):
        self.create()
        self.now = times.parse('2026-12-05T00:00')
        closed, = self.close(statement_base.NOVEMBER)
        self.draw()
        self.run_server('2026-11-30T00:00', hours=24, instance_id='late')
        # A day more in November, on December's statement.
        self.assertEqual(['-24.00'], self.draw())
        self.now = times.parse('2027-01-05T00:00')
        december, = self.close(statement_base.NOVEMBER.plus(1))
        self.draw()
        # 24 * 31 = 744 and 24 h; January until then: 4 days.
        self.assertEqual(('720.00', '768.00'), (
            format(closed.total, 'f'), format(december.total, 'f')))
        self.assertEqual('-1584.00', self.balance())
        self.assert_balanced()

    def test_a_month_without_a_statement(self):
        self.create('idle')
        self.now = times.parse('2026-12-05T00:00')
        self.close(statement_base.NOVEMBER)
        self.assertEqual([], self.draw('idle'))
        self.assertEqual('2026-12', self.books.wallets.get('idle').draw_from)

    def test_many_entries(self):
        self.create()
        for number in range(1, 502):
            self.top_up('0.01', f'{number}')
        found = self.books.wallets.entries(base.PROJECT, limit=50_000)
        # 501 * 0.01; they are read 500 at once.
        self.assertEqual((501, 501, D('5.01')), (
            len(found), found[0].number, found[0].balance))
        self.assertEqual({2}, {len(each.postings) for each in found})
        self.assertEqual(
            [500, 499], [each.number for each in self.books.wallets.entries(
                base.PROJECT, limit=2, before=501)])
        self.assert_balanced()

    def test_each_currency_pays_its_own(self):
        self.create()
        self.create(currency='USD')
        self.assertEqual([], self.draw(currency='USD'))
        self.assertEqual(['-228.00'], self.draw())

    def test_unknown(self):
        with self.assertRaises(exception.WalletNotFound):
            self.draw('nobody')
        with self.assertRaises(exception.WalletNotFound):
            self.books.wallets.entries('nobody')
