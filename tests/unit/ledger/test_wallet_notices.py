# SPDX-License-Identifier: Apache-2.0
"""A wallet that becomes low or empty says so, once."""

import decimal

from tests.unit.ledger import base
from tests.unit.ledger import wallet_base

D = decimal.Decimal


class TestNotices(wallet_base.WalletsTestCase):

    def setUp(self):
        super().setUp()
        self.conf.set_override('channels', ['webhook'], group='notices')
        self.number = 0

    def get(self, amount):
        """Let the wallet get so much."""
        self.number += 1
        self.books.wallets.correct(base.PROJECT, None, D(amount),
                                   str(self.number))

    def test_once_for_each_crossing(self):
        self.create(threshold=D(10))
        for amount, told in (
                ('20', []),
                ('-10', ['wallet.low']),            # 10: at the threshold
                ('-5', []),                         # 5
                ('-5', ['wallet.empty']),           # 0
                ('-7', []),                         # -7
                ('10', []),                         # 3: still low
                ('-3', ['wallet.empty']),           # 0
                ('11', []),                         # 11: above
                ('-12', ['wallet.low', 'wallet.empty'])):
            with self.subTest(amount):
                before = self.told()
                self.get(amount)
                self.assertEqual(sorted(before + told), sorted(self.told()))

    def test_the_threshold_may_be_that_of_all(self):
        self.conf.set_override('low_balance', '10', group='wallets')
        self.open_books()
        self.create()
        self.get('20')
        self.get('-15')
        self.assertEqual(['wallet.low'], self.told())
        self.books.wallets.set_threshold(base.PROJECT, None, D(0))
        self.get('-4')
        self.assertFalse(self.books.wallets.get(base.PROJECT).is_low)

    def test_a_new_threshold_may_be_crossed_at_once(self):
        self.create()
        self.get('20')
        for threshold in (25, 15, 25):
            self.books.wallets.set_threshold(base.PROJECT, None, D(threshold))
        self.assertEqual(['wallet.low'] * 2, self.told())

    def test_what_it_says(self):
        self.create()
        self.get('2')
        self.get('-2.5')
        row, = self.books.outbox.undelivered()
        self.assertEqual(
            ('account', base.PROJECT,
             'The prepaid balance is used up: -0.50 EUR'),
            (row.subject_type, row.subject_id, row.title))
