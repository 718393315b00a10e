# SPDX-License-Identifier: Apache-2.0
"""billing-manage account, credit and statement."""

import json

import sqlalchemy as sa

from billing_ledger.db import statement_tables as tables
from tests.unit.ledger import base
from tests.unit.ledger import managing

# Long ago, so that the months are over whenever this runs.
START = base.times.parse('2026-01-02T00:00')


class TestStatements(managing.ManageTestCase):

    def setUp(self):
        super().setUp()
        server = base.Server(created_at=START - base.MINUTE)
        server.says().after(base.MINUTE).launched()
        server.after(10 * base.HOUR).deleted()
        self.json('replay', '-', stdin='\n'.join(
            map(json.dumps, server.messages)).encode())
        self.json('price', 'create', '--meter', 'instance.uptime', '--price',
                  '1', '--from', '2026-01-01T00:00Z')

    def close(self, *more):
        return self.json('statement', 'close', '--month', '2026-01', *more)

    def test_from_account_to_statement(self):
        account = self.json(
            'account', 'create', '--name', 'Example Ltd', '--tax-name', 'VAT',
            '--tax-percent', '19', '--address', 'Street 1\\nTown')
        self.assertEqual(('Street 1\nTown', '19'),
                         (account['address'], account['tax_percent']))
        self.json('account', 'add-project', account['id'], base.PROJECT,
                  '--from', '2026-01')
        self.json('account', 'update', account['id'], '--name', 'Other')
        self.json('credit', 'grant', '--account', account['id'], '--amount',
                  '4', '--reason', 'Welcome', '--from', '2026-01-01')
        dry, = self.close('--dry-run')
        self.assertIsNone(dry['number'])
        closed, = self.close()
        # 10 h at 1, 4 of them a credit; 19 % of 6.00 are 1.14.
        self.assertEqual(('Other', '6.00', '1.14', '7.14', 'EUR'), (
            closed['account']['name'], closed['subtotal'], closed['tax'],
            closed['total'], closed['currency']))
        self.assertEqual([], self.close())
        shown = self.json('statement', 'show', closed['number'])
        lines = shown.pop('lines')
        self.assertEqual(closed, shown)
        self.assertEqual(['10.00', '-4.00'],
                         [line['amount'] for line in lines])
        self.assertEqual([closed], self.json(
            'statement', 'list', '--account', account['id'], '--month',
            '2026-01'))
        self.assertEqual([], self.json('statement', 'list', '--month',
                                       '2026-02'))
        credit, = self.json('credit', 'list', '--account', account['id'])
        self.assertEqual('0.00', credit['remaining'])
        self.json('credit', 'revoke', credit['id'])
        listed, = self.json('account', 'list')
        self.assertEqual([base.PROJECT], listed['projects'])
        self.json('account', 'remove-project', account['id'], base.PROJECT)
        self.assertEqual([], self.json('account', 'list')[0]['projects'])

    def test_a_draft(self):
        draft, = self.json('statement', 'draft', base.PROJECT, '--month',
                           '2026-01')
        self.assertEqual(('draft', '10.00'), (draft['status'],
                                              draft['total']))
        self.assertEqual([], self.json('statement', 'draft', 'none'))

    def test_verify_says_which_statement_differs(self):
        closed, = self.close()
        self.assertEqual([], self.json('verify'))
        with self.opened().database.writing() as connection:
            connection.execute(sa.update(tables.statement).values(
                account_name='Someone'))
        status, out, _ = self.run_manage('verify', '--format', 'json')
        self.assertEqual(1, status)
        problem, = json.loads(out)
        self.assertEqual(closed['number'], problem['statement'])
        self.assertIn('digest', problem['problem'])
        status, out, _ = self.run_manage('verify')
        self.assertIn('1 closed statements are not', out)

    def test_tables_for_people(self):
        self.close()
        number = self.json('statement', 'list')[0]['number']
        self.json('account', 'create', '--name', 'Example Ltd')
        self.json('credit', 'grant', '--account', base.PROJECT, '--amount',
                  '4', '--reason', 'Welcome')
        for argv in (['account', 'list'], ['credit', 'list'],
                     ['statement', 'list'], ['statement', 'show', number],
                     ['statement', 'draft', base.PROJECT], ['verify'],
                     ['statement', 'close', '--dry-run']):
            with self.subTest(argv=argv):
                status, out, err = self.run_manage(*argv)
                self.assertEqual((0, ''), (status, err))
                self.assertTrue('┌' in out or argv[1] == 'draft')

    def test_errors_are_sentences(self):
        for argv, expected in (
                (['statement', 'show', '2026-000009'], 'no statement 2026'),
                (['statement', 'close', '--month', '2026'], 'not a month'),
                (['statement', 'close', '--month', '8998-01'],
                 'can be closed from'),
                (['account', 'update', 'none', '--name', 'x'], 'no account'),
                (['account', 'create', '--name', ''], 'name is empty'),
                (['account', 'create', '--name', 'x', '--tax-percent', 'x'],
                 'not a decimal'),
                (['account', 'add-project', 'none', 'x'], 'no account none'),
                (['credit', 'grant', '--account', 'x', '--reason', 'y'],
                 'either an amount'),
                (['credit', 'grant', '--account', 'x', '--reason', 'y',
                  '--amount', 'NaN'], 'must be a decimal'),
                (['credit', 'revoke', 'none'], 'no credit none')):
            with self.subTest(argv=argv):
                status, out, err = self.run_manage(*argv)
                self.assertNotEqual(0, status)
                self.assertEqual('', out)
                self.assertIn(expected, err)
                self.assertNotIn('Traceback', err)
