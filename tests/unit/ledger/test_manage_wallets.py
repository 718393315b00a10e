# SPDX-License-Identifier: Apache-2.0
"""billing-manage wallet."""

import json

import sqlalchemy as sa

from billing_ledger.db import wallet_tables as tables
from tests.unit.ledger import base
from tests.unit.ledger import managing


class TestWallets(managing.ManageTestCase):

    def setUp(self):
        super().setUp()
        self.json('wallet', 'create', base.PROJECT, '--threshold', '5')

    def top_up(self, amount='50', reference='INV-1'):
        return self.json('wallet', 'top-up', base.PROJECT, '--amount', amount,
                         '--reference', reference)

    def test_from_top_up_to_draw(self):
        # An hour of this month, whenever this runs, costs 2.
        month = self.opened().this_month()
        self.json('price', 'create', '--meter', 'instance.uptime', '--price',
                  '2', '--from', '2026-01-01T00:00Z')
        server = base.Server(created_at=month)
        server.says().launched().after(base.HOUR).deleted()
        self.json('replay', '-', stdin='\n'.join(
            map(json.dumps, server.messages)).encode())
        entry = self.top_up()
        self.assertEqual(entry, self.top_up())
        self.assertEqual(('50.00', '50.00', 'top_up', 'INV-1'), tuple(
            entry[name] for name in ('amount', 'balance', 'kind',
                                     'description')))
        drawn = self.json('wallet', 'draw')
        shown = self.json('wallet', 'show', base.PROJECT)
        self.assertEqual(drawn + [entry], shown.pop('journal'))
        self.assertEqual([shown], self.json('wallet', 'list'))
        self.assertEqual('2.00', format(
            50 - base.decimal.Decimal(shown['balance']), 'f'))
        self.assertEqual([], self.json('wallet', 'list', '--account', 'no'))

    def test_update_and_correct(self):
        self.top_up()
        self.assertEqual('7', self.json(
            'wallet', 'update', base.PROJECT, '--threshold',
            '7')['threshold'])
        self.assertIsNone(self.json(
            'wallet', 'update', base.PROJECT)['threshold'])
        entry = self.json('wallet', 'correct', base.PROJECT, '--amount=-50',
                          '--reference', 'INV-1 bounced')
        self.assertEqual(('-50.00', '0.00'),
                         (entry['amount'], entry['balance']))

    def test_verify_says_which_wallet_does_not_add_up(self):
        self.top_up()
        self.assertEqual([], self.json('verify'))
        with self.opened().database.writing() as connection:
            connection.execute(sa.update(tables.wallet_posting).values(
                amount=base.decimal.Decimal(7)))
        status, out, _ = self.run_manage('verify', '--format', 'json')
        self.assertEqual(1, status)
        self.assertEqual({base.PROJECT},
                         {each['account_id'] for each in json.loads(out)})
        status, out, _ = self.run_manage('verify')
        self.assertIn('1 wallets do not add up', out)

    def test_tables_for_people(self):
        self.top_up()
        for argv in (['list'], ['show', base.PROJECT], ['draw'],
                     ['draw', '--account', 'none']):
            with self.subTest(argv=argv):
                status, out, err = self.run_manage('wallet', *argv)
                self.assertEqual((0, ''), (status, err))
                self.assertIn('┌', out)

    def test_errors_are_sentences(self):
        for argv, expected in (
                (['create', base.PROJECT], 'has a wallet'),
                (['create', 'x', '--threshold', '-1'], 'must be 0 or more'),
                (['create', 'x', '--currency', 'euro'], 'capital letters'),
                (['show', 'none'], 'has no wallet'),
                (['update', 'none'], 'has no wallet'),
                (['top-up', 'none', '--amount', '1', '--reference', 'x'],
                 'has no wallet'),
                (['top-up', base.PROJECT, '--amount', 'NaN', '--reference',
                  'x'], 'decimal number'),
                (['top-up', base.PROJECT, '--amount', 'x', '--reference',
                  'x'], 'not a decimal'),
                (['top-up', base.PROJECT, '--amount', '1', '--reference', ''],
                 'reference is empty')):
            with self.subTest(argv=argv):
                status, out, err = self.run_manage('wallet', *argv)
                self.assertNotEqual(0, status)
                self.assertEqual('', out)
                self.assertIn(expected, err)
                self.assertNotIn('Traceback', err)
