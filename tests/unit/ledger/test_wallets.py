# SPDX-License-Identifier: Apache-2.0
"""Wallets are created and topped up."""

import decimal

from billing_ledger import exception
from billing_ledger.db import audit
from tests.unit.ledger import base
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
