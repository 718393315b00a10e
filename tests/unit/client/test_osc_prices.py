# SPDX-License-Identifier: Apache-2.0
"""``openstack billing`` on plans, discounts, books and explanations."""

import decimal
import pathlib
import tempfile

from tests.unit.api import books
from tests.unit.client import test_osc


class PriceBookTest(test_osc.OscTestCase):

    def test_a_price_of_tiers(self):
        price = self.json(
            self.admins, 'price', 'create', 'vcpu.allocated', '--model',
            'graduated', '--tier', '10:0.3', '--tier', ':0.1', '--free', '2',
            '--plan', 'gold')
        self.assertEqual('graduated', price['model'])
        self.assertEqual(['10', None], [tier['up_to']
                                        for tier in price['tiers']])

    def test_what_a_price_would_have_made(self):
        self.assertEqual([], self.json(
            self.admins, 'price', 'preview', 'vcpu.allocated', '0'))

    def test_a_book_goes_out_and_in(self):
        path = pathlib.Path(self.enterContext(
            tempfile.TemporaryDirectory()), 'book.yaml')
        path.write_text(self.output(self.admins, 'price', 'book', 'export'))
        changes = self.json(self.admins, 'price', 'book', 'import',
                            str(path), '--dry-run')
        self.assertEqual(0, sum(changes.values()))
        path.write_text('version: 1\nplans: 5\n')
        code, _, err = self.run_command(self.admins, 'price', 'book',
                                        'import', str(path))
        self.assertEqual(1, code)
        self.assertIn('Line 2, plans', err)

    def test_discounts(self):
        discount = self.json(self.admins, 'discount', 'create', '12.5',
                             '--project', books.ALPHA, '--reason', 'loyal')
        listed, = self.json(self.alices, 'discount', 'list')
        self.assertEqual(discount['id'], listed['id'])
        ended = self.json(self.admins, 'discount', 'end', discount['id'])
        self.assertEqual(ended['effective_from'], ended['effective_until'])

    def test_plans(self):
        self.json(self.admins, 'price', 'create', 'vcpu.allocated', '1',
                  '--plan', 'gold')
        self.json(self.admins, 'plan', 'assign', 'gold', '--project',
                  books.ALPHA)
        plan, = self.json(self.alices, 'plan', 'list')
        self.assertEqual((books.ALPHA, 'gold'),
                         (plan['project_id'], plan['plan']))

    def test_who_changed_what(self):
        self.json(self.admins, 'price', 'create', 'disk.allocated', '1')
        newest = self.json(self.admins, 'audit', 'list', '--kind', 'price')[0]
        self.assertEqual(('somebody', 'created'),
                         (newest['user_id'], newest['action']))
        code, _, err = self.run_command(self.alices, 'audit', 'list')
        self.assertEqual(1, code)
        self.assertIn('billing:audit:list', err)

    def test_explanations(self):
        rows = self.json(self.alices, 'explain')
        self.assertGreater(len(rows), 0)
        for row in rows:
            self.assertRegex(row['calculation'], ' x .* EUR$')

    def test_forecast_and_efficiency(self):
        forecast, = self.json(self.alices, 'forecast')
        self.assertEqual('EUR', forecast['currency'])
        rows = self.json(self.alices, 'efficiency', 'list')
        self.assertLessEqual({row['meter'] for row in rows}, {
            'vcpu.allocated', 'memory.allocated', 'disk.allocated'})

    def test_a_quote_through_the_client(self):
        client = self.alice()
        quote = client.quotes.get('m1.small', 2, 1024, 5, cpu_percent=25)
        self.assertGreater(decimal.Decimal(quote['per_hour']), 0)
