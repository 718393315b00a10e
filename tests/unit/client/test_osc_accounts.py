# SPDX-License-Identifier: Apache-2.0
"""``openstack billing`` on accounts and credits."""

from tests.unit.api import books
from tests.unit.api import statements
from tests.unit.client import test_osc


class AccountTest(test_osc.OscTestCase):

    def create(self, *options):
        return self.json(self.admins, 'account', 'create', 'Example Ltd',
                         *options)

    def test_create_show_set_list(self):
        made = self.create('--address', 'Street 1\nTown', '--tax-name', 'VAT',
                           '--tax-percent', '19.5', '--tax-id', 'DE1',
                           '--detail', 'meter')
        self.assertEqual(
            ('Example Ltd', 'Street 1\nTown', 'VAT', '19.5', 'DE1', 'EUR',
             'meter', 'somebody', []), tuple(made[name] for name in (
                 'name', 'address', 'tax_name', 'tax_percent', 'tax_id',
                 'currency', 'detail', 'created_by', 'projects')))
        changed = self.json(self.admins, 'account', 'set', made['id'],
                            '--name', 'Example plc', '--tax-percent', '7',
                            '--no-tax-id')
        self.assertEqual(
            made | {'name': 'Example plc', 'tax_percent': '7', 'tax_id': None,
                    'changed_by': 'somebody',
                    'changed_at': changed['changed_at']}, changed)
        self.assertEqual(changed, self.json(self.admins, 'account', 'show',
                                            made['id']))
        self.assertEqual([changed], self.json(self.admins, 'account', 'list',
                                              '--long'))
        listed, = self.json(self.admins, 'account', 'list')
        self.assertNotIn('tax_id', listed)

    def test_projects(self):
        account = self.create()
        added = self.json(self.admins, 'account', 'project', 'add',
                          account['id'], books.ALPHA)
        self.assertEqual((account['id'], books.ALPHA, '2026-11'), tuple(
            added[name] for name in ('account_id', 'project_id',
                                     'from_month')))
        later = self.json(self.admins, 'account', 'project', 'add',
                          account['id'], books.BETA, '--from-month',
                          '2026-12')
        self.assertEqual('2026-12', later['from_month'])
        self.assertEqual([books.ALPHA], self.projects(account))
        self.assertIn(f' {books.ALPHA} |', self.output(
            self.admins, 'account', 'list'))
        ended = self.json(self.admins, 'account', 'project', 'remove',
                          account['id'], books.ALPHA, '--from-month',
                          '2026-11')
        self.assertIsNone(ended['account_id'])
        self.assertEqual([], self.projects(account))

    def projects(self, account):
        return self.json(self.admins, 'account', 'show',
                         account['id'])['projects']

    def test_members_may_not(self):
        made = self.create()['id']
        for rule, words in (
                ('list', ('list',)), ('get', ('show', made)),
                ('create', ('create', 'Mine')),
                ('update', ('set', made, '--name', 'Mine')),
                ('add_project', ('project', 'add', made, books.ALPHA)),
                ('remove_project', ('project', 'remove', made, books.ALPHA))):
            code, out, err = self.run_command(self.alices, 'account', *words)
            self.assertEqual((1, ''), (code, out))
            self.assertIn(f'billing:accounts:{rule}', err)

    def test_what_is_refused(self):
        made = self.create()['id']
        for words in (('create', ''), ('create', 'x' * 256),
                      ('create', 'x', '--tax-percent', 'much'),
                      ('create', 'x', '--tax-percent', '101'),
                      ('create', 'x', '--currency', 'euro'),
                      ('create', 'x', '--detail', 'all'),
                      ('show', ''), ('show', '..'), ('show', 'x' * 999),
                      ('set', 'none', '--name', 'x'),
                      ('set', '../credits/x', '--name', 'x'),
                      ('project', 'add', made, ''),
                      ('project', 'add', 'none', books.ALPHA),
                      ('project', 'add', made, books.ALPHA, '--from-month',
                       'November'),
                      ('project', 'remove', made, books.BETA)):
            code, out, err = self.run_command(self.admins, 'account', *words)
            self.assertEqual((1, ''), (code, out), words)
            self.assertNotEqual('', err)
        with self.assertRaises(SystemExit):
            self.run_command(self.admins, 'account', 'set', made, '--tax-id',
                             '1', '--no-tax-id')


class CreditTest(test_osc.OscTestCase):

    def grant(self, *options):
        return self.json(self.admins, 'credit', 'grant', *options)

    def test_grant_list_revoke(self):
        made = self.grant(books.ALPHA, 'Welcome', '--amount', '12.5',
                          '--expires-at', '2027-01-01')
        self.assertEqual(
            (books.ALPHA, 'Welcome', '12.50', '12.50', 'EUR',
             '2027-01-01T00:00:00.000000+00:00', None),
            tuple(made[name] for name in (
                'account_id', 'reason', 'amount', 'remaining', 'currency',
                'expires_at', 'percent')))
        self.grant(books.BETA, 'Sorry', '--amount', '1')
        self.assertEqual(2, len(self.json(self.admins, 'credit', 'list')))
        self.assertEqual([made], self.json(
            self.admins, 'credit', 'list', '--long', '--account',
            books.ALPHA))
        revoked = self.json(self.admins, 'credit', 'revoke', made['id'])
        self.assertEqual('somebody', revoked['revoked_by'])
        self.assertIsNotNone(revoked['revoked_at'])

    def test_a_percentage(self):
        statements.make_dear(self.books)
        made = self.grant(
            books.ALPHA, 'Outage', '--percent', '50', '--window-start',
            '2026-11-01', '--window-end', '2026-11-22T10:30Z',
            '--resource-group', 'compute')
        self.assertEqual(
            ('50', 'compute', '2026-11-01T00:00:00.000000+00:00'),
            tuple(made[name] for name in ('percent', 'resource_group',
                                          'window_start')))

    def test_members_may_not(self):
        for rule, words in (
                ('list', ('list',)), ('revoke', ('revoke', 'x')),
                ('grant', ('grant', books.ALPHA, 'Me', '--amount', '1'))):
            code, out, err = self.run_command(self.alices, 'credit', *words)
            self.assertEqual((1, ''), (code, out))
            self.assertIn(f'billing:credits:{rule}', err)

    def test_what_is_refused(self):
        for options in (
                ('--amount', '0'), ('--amount=-1',),
                ('--amount', '1e3'), ('--amount', 'NaN'),
                ('--amount', '9' * 999), ('--amount', '0.001'),
                ('--percent', '5'), ('--percent', '101'),
                ('--amount', '1', '--expires-at', 'never'),
                ('--amount', '1', '--currency', 'euro')):
            code, out, err = self.run_command(
                self.admins, 'credit', 'grant', books.ALPHA, 'Why', *options)
            self.assertEqual((1, ''), (code, out), options)
            self.assertNotEqual('', err)
        for options in ((), ('--amount', '1', '--percent', '1')):
            with self.assertRaises(SystemExit):
                self.run_command(self.admins, 'credit', 'grant', books.ALPHA,
                                 'Why', *options)
        for credit_id in ('', '..', 'none', '../accounts', 'x' * 999):
            code, out, _ = self.run_command(self.admins, 'credit', 'revoke',
                                            credit_id)
            self.assertEqual((1, ''), (code, out))
        self.assertEqual([], self.json(self.admins, 'credit', 'list'))
