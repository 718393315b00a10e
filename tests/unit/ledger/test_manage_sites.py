# SPDX-License-Identifier: Apache-2.0
"""billing-manage project and site."""

import json
import os
import unittest.mock

from tests.unit.ledger import base
from tests.unit.ledger import managing

START = base.times.parse('2026-01-02T00:00')
_SITES = (('north', 'n', 10), ('south', 's', 4))


class TestProjects(managing.ManageTestCase):

    def test_set_and_list(self):
        self.json('project', 'set', base.PROJECT, '--name', 'Web')
        self.json('project', 'set', base.PROJECT, '--name', 'Shop',
                  '--domain', 'd1')
        self.assertEqual(
            [{'id': base.PROJECT, 'name': 'Shop', 'domain_id': 'd1'}],
            self.json('project', 'list'))

    def test_nonsense(self):
        for project_id, name in (('', 'n'), ('x' * 65, 'n'), ('i', ''),
                                 ('i', 'n' * 256)):
            status, _, err = self.run_manage('project', 'set', project_id,
                                             '--name', name)
            self.assertEqual(1, status)
            self.assertIn('no project', err)


class TestSites(managing.ManageTestCase):

    def setUp(self):
        super().setUp()
        self.files = [self.export(*each) for each in _SITES]
        self.homes = self.folder / 'homes.yaml'
        self.homes.write_text('version: 1\ndomains: {d1: south}\n')

    def export(self, region, instance_id, hours):
        """Let a server run at a site, and export its month."""
        server = base.Server(created_at=START - base.MINUTE,
                             instance_id=instance_id)
        server.says().after(base.MINUTE).launched()
        server.after(hours * base.HOUR).deleted()
        self.enterContext(unittest.mock.patch.dict(os.environ, {
            'OS_BILLING__REGION': region, 'OS_DATABASE__CONNECTION':
            f'sqlite:///{self.folder}/{region}.sqlite'}))
        self.json('replay', '-', stdin='\n'.join(
            map(json.dumps, server.messages)).encode())
        self.json('price', 'create', '--meter', 'instance.uptime', '--price',
                  '1', '--from', '2026-01-01T00:00Z')
        self.json('project', 'set', base.PROJECT, '--name', 'Web',
                  '--domain', 'd1')
        if region == 'north':
            self.json('statement', 'close', '--month', '2026-01')
        file = self.folder / f'{region}.json'
        status, out, err = self.run_manage('site', 'export', '--month',
                                           '2026-01')
        self.assertEqual((0, ''), (status, err))
        file.write_text(out)
        return str(file)

    def test_one_bill(self):
        bill, = self.json('site', 'merge', *self.files, '--account',
                          base.PROJECT)
        # 10 h in the north, 4 h in the south.
        self.assertEqual(('14.00', '0.00', '14.00', 'EUR', '2026-01', True), (
            bill['subtotal'], bill['tax'], bill['total'], bill['currency'],
            bill['month'], bill['is_draft']))
        self.assertEqual(
            [('north', 'Web', '10.00'), ('south', 'Web', '4.00')],
            [(line['region'], line['project_name'], line['amount'])
             for part in bill['parts'] for line in part['lines']])
        self.assertEqual([None], [part['number'] for part in bill['parts']
                                  if part['region'] == 'south'])
        self.assertEqual([bill], self.json('site', 'merge', *self.files))

    def test_what_is_closed_stays_what_it_was_exported_as(self):
        before = json.loads(self.run_file('north'))
        os.environ['OS_BILLING__REGION'] = 'north'
        os.environ['OS_DATABASE__CONNECTION'] = (
            f'sqlite:///{self.folder}/north.sqlite')
        after = self.json('site', 'export', '--month', '2026-01')
        for each in (before, after):
            del each['exported_at'], each['digest']
        self.assertEqual(before, after)

    def run_file(self, region):
        return (self.folder / f'{region}.json').read_text()

    def test_who_owes_whom(self):
        found = self.json('site', 'settle', *self.files, '--homes',
                          str(self.homes))
        # The project is at home in the south, and ran in the north.
        self.assertEqual([{'currency': 'EUR', 'debtor': 'south',
                           'creditor': 'north', 'amount': '10.00',
                           'lines': 1}], found['debts'])
        self.assertEqual(found['debts'], found['net'])
        self.assertEqual(
            {'north': '10.00', 'south': '-10.00'},
            {each['region']: each['amount'] for each in found['balances']})

    def test_homes_of_the_configuration(self):
        status, _, err = self.run_manage('site', 'settle', *self.files)
        self.assertEqual(1, status)
        self.assertIn('home_regions', err)
        os.environ['OS_BILLING__HOME_REGIONS'] = str(self.homes)
        self.addCleanup(os.environ.pop, 'OS_BILLING__HOME_REGIONS')
        self.assertEqual(1, len(self.json('site', 'settle',
                                          *self.files)['debts']))

    def test_tables(self):
        for argv, words in (
                (('merge', *self.files), ('14.00', 'north', 'account_name')),
                (('settle', *self.files, '--homes', str(self.homes)),
                 ('south', '-10.00', 'Debts'))):
            status, out, err = self.run_manage('site', *argv)
            self.assertEqual((0, ''), (status, err))
            for word in words:
                self.assertIn(word, out)

    def test_what_cannot_be_used(self):
        damaged = self.folder / 'damaged.json'
        damaged.write_text(self.run_file('north').replace('10.00', '11.00'))
        binary = self.folder / 'binary.json'
        binary.write_bytes(b'\xff\x00' * 1000)
        for argv, words in (
                (('merge', str(damaged)), 'digest'),
                (('merge', str(binary)), 'binary.json'),
                (('merge', str(self.folder / 'none.json')), 'No such file'),
                (('merge', str(self.folder)), 'directory'),
                (('merge', *self.files[:1] * 2), 'twice'),
                (('settle', *self.files, '--homes', str(binary)), 'Line 1'),
                (('settle', *self.files, '--homes', '/none'),
                 'No such file')):
            with self.subTest(words):
                status, out, err = self.run_manage('site', *argv)
                self.assertEqual((1, ''), (status, out))
                self.assertIn(words, err)
        self.assertEqual(2, self.run_manage('site', 'export', '--month',
                                            '2026-1')[0])
