# SPDX-License-Identifier: Apache-2.0
"""Wallets are topped up, and pay what the months cost, to the cent."""

import datetime
import decimal

import sqlalchemy as sa

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.db import audit
from billing_ledger.db import statement_tables
from billing_ledger.db import wallet_tables as tables
from billing_ledger.statements import credit as credits
from tests.unit.ledger import base
from tests.unit.ledger import statement_base
from tests.unit.ledger import wallet_base

D = decimal.Decimal


class TestTopUps(wallet_base.WalletsTestCase):

    def test_a_new_wallet_is_empty(self):
        made = self.create(by=audit.Actor('root'))
        self.assertEqual(
            ('0.00', 'EUR', '2026-11', True, False, 'root'),
            (format(made.balance, 'f'), made.currency, made.draw_from,
             made.is_empty, made.is_low, made.created_by))
        self.assertEqual([made], self.books.wallets.list())
        self.assertEqual([], self.told())

    def test_a_top_up_has_two_postings(self):
        self.create()
        entry = self.top_up('50', 'INV-1')
        self.assertEqual(
            [('cash', '-50.00'), (f'wallet:{base.PROJECT}', '50.00')],
            sorted((each.book, format(each.amount, 'f'))
                   for each in entry.postings))
        self.assertEqual('50.00', self.balance())
        self.assert_balanced()

    def test_the_same_reference_counts_once(self):
        self.create()
        self.create(base.OTHER_PROJECT)
        first = self.top_up('50', 'INV-1')
        self.assertEqual(first, self.top_up('50.00', 'INV-1'))
        self.assertEqual('50.00', self.balance())
        for amount, account_id in (('51', base.PROJECT),
                                   ('50', base.OTHER_PROJECT)):
            with self.assertRaisesRegex(exception.WalletConflict, '50.00'):
                self.top_up(amount, 'INV-1', account_id)
        self.assertEqual('0.00', self.balance(base.OTHER_PROJECT))

    def test_a_correction_goes_either_way(self):
        self.create()
        self.top_up('50', 'INV-1')
        wallets = self.books.wallets
        for _ in range(2):
            wallets.correct(base.PROJECT, None, D('-50'), 'INV-1 bounced')
        self.assertEqual('0.00', self.balance())
        wallets.correct(base.PROJECT, None, D('0.5'), 'goodwill')
        self.assertEqual('0.50', self.balance())
        self.assert_balanced()

    def test_minor_units(self):
        self.create(currency='JPY')
        self.create(currency='KWD')
        self.top_up('100', 'a', currency='JPY')
        self.top_up('0.001', 'b', currency='KWD')
        self.assertEqual('100', self.balance(currency='JPY'))
        self.assertEqual('0.001', self.balance(currency='KWD'))
        for amount, currency in (('0.5', 'JPY'), ('0.0001', 'KWD')):
            with self.assertRaisesRegex(exception.InvalidWallet, 'multiple'):
                self.top_up(amount, 'c', currency=currency)

    def test_what_is_refused(self):
        self.create()
        for amount in (D(0), D(-1), D('0.001'), D('NaN'), D('Infinity'),
                       D(10) ** 12, 1, 1.5, '1', None, True):
            with self.subTest(amount), self.assertRaises(
                    exception.InvalidWallet):
                self.books.wallets.top_up(base.PROJECT, None, amount, 'x')
        for reference in ('', ' ', 'a ', 'x' * 201, 'a\x00', 'a\n', None, 1):
            with self.subTest(reference), self.assertRaises(
                    exception.InvalidWallet):
                self.books.wallets.top_up(base.PROJECT, None, D(1), reference)
        for amount in (D(0), D('0.001'), D('-0.001'), D('NaN'), 1, None):
            with self.subTest(amount), self.assertRaises(
                    exception.InvalidWallet):
                self.books.wallets.correct(base.PROJECT, None, amount, 'x')
        with self.assertRaises(exception.WalletNotFound):
            self.top_up('1', 'x', 'nobody')
        with self.assertRaises(exception.WalletNotFound):
            self.top_up('1', 'x', currency='USD')
        self.assertEqual('0.00', self.balance())

    def test_what_no_wallet_can_be(self):
        for wish in ({'account_id': ''}, {'account_id': 'x' * 65},
                     {'account_id': None}, {'currency': 'eur'},
                     {'currency': 5}, {'threshold': D(-1)},
                     {'threshold': D('0.001')}, {'threshold': D(10) ** 12},
                     {'threshold': 1.5}, {'threshold': D('NaN')}):
            with self.subTest(wish), self.assertRaises(
                    exception.InvalidWallet):
                self.create(**wish)
        self.create()
        with self.assertRaisesRegex(exception.WalletConflict, 'has a wallet'):
            self.create()

    def test_no_wallet_for_whom_another_account_pays(self):
        account_id = self.new_account(base.PROJECT)
        with self.assertRaisesRegex(exception.WalletConflict, account_id):
            self.create()
        self.create(account_id)

    def test_every_change_is_in_the_audit_records(self):
        self.create()
        self.top_up('1', 'x')
        self.top_up('1', 'x')
        self.books.wallets.set_threshold(base.PROJECT, None, D(5))
        self.assertEqual(
            [('changed', 'wallet'), ('created', 'wallet_entry'),
             ('created', 'wallet')],
            [(each.action, each.object_kind) for each in
             self.books.audit(10)])


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


class TestVerify(wallet_base.WalletsTestCase):

    def setUp(self):
        super().setUp()
        self.create()
        for number in range(1, 4):
            self.top_up(number, f'INV-{number}')
        self.set_price('1')
        self.run_server('2026-11-01T00:00')
        self.draw()
        self.assert_balanced()

    def break_it(self, statement, expected):
        with self.books.database.writing() as connection:
            connection.execute(statement)
        problem = list(self.books.wallets.verify())[0]
        self.assertEqual((base.PROJECT, 'EUR'), problem[:2])
        self.assertRegex(problem.problem, expected)

    def test_a_posting_is_changed(self):
        self.break_it(
            sa.update(tables.wallet_posting).where(
                tables.wallet_posting.c.book == 'cash').values(amount=D(7)),
            'postings of entry 1 do not add up')

    def test_a_posting_is_missing(self):
        self.break_it(
            sa.delete(tables.wallet_posting).where(
                tables.wallet_posting.c.book == 'revenue'),
            'postings of entry 4 do not add up')

    def test_a_balance_is_changed(self):
        self.break_it(
            sa.update(tables.wallet_entry).where(
                tables.wallet_entry.c.number == 2).values(balance=D(9)),
            'balance after entry 2 is 9, not 3.00')

    def test_what_was_drawn_is_changed(self):
        self.break_it(
            sa.update(tables.wallet_entry).where(
                tables.wallet_entry.c.number == 4).values(drawn=D(9)),
            'drawn for 2026-11 until entry 4 is 9, not 228.00')

    def test_a_statement_is_changed(self):
        self.now = times.parse('2026-12-05T00:00')
        self.close(statement_base.NOVEMBER)
        self.draw()
        self.assert_balanced()
        self.break_it(
            sa.update(statement_tables.statement).values(total=D(9)),
            '720.00 was drawn for 2026-11, the statement says 9')

    def test_an_entry_is_missing(self):
        for number, expected in ((2, 'between entries 1 and 3'),
                                 (4, '4 entries were added, the last')):
            with self.books.database.writing() as connection:
                connection.execute(sa.delete(tables.wallet_entry).where(
                    tables.wallet_entry.c.number == number))
            self.assertTrue([each for each in self.books.wallets.verify()
                             if expected in each.problem])
