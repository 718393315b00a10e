# SPDX-License-Identifier: Apache-2.0
"""billing-manage: models, plans, discounts, books, quotes, explanations."""

from tests.recordings import files
from tests.unit.ledger import managing

PERIOD = ('--start', '2026-11-22T00:00Z', '--end', '2026-11-22T23:00Z')
LONG_AGO = ('--from', '2026-01-01T00:00Z')


class TestManagePrices(managing.ManageTestCase):

    def replay(self):
        return self.json('replay', str(files.path('04_live_migrate')))

    def assert_fails(self, words, *argv, status=1, **kwargs):
        found, out, err = self.run_manage(*argv, **kwargs)
        self.assertEqual((status, ''), (found, out))
        self.assertIn(words, err)

    def test_a_price_of_tiers(self):
        price = self.json(
            'price', 'create', '--meter', 'vcpu.allocated', '--model',
            'graduated', '--tier', '10:0.3', '--tier', ':0.1', '--free', '2',
            '--plan', 'gold', '--minimum-seconds', '60', *LONG_AGO)
        self.assertEqual(
            [{'up_to': '10', 'unit_price': '0.3'},
             {'up_to': None, 'unit_price': '0.1'}], price['tiers'])
        self.assertEqual(('gold', '2', 60), (
            price['plan'], price['free_quantity'], price['minimum_seconds']))

    def test_what_is_no_tier(self):
        create = ('price', 'create', '--meter', 'vcpu.allocated', '--model',
                  'volume', '--tier')
        self.assert_fails('UP_TO:PRICE', *create, '5', status=2)
        self.assert_fails('plain decimal', *create, ':x')
        self.assert_fails('without up_to', *create, '5:1')

    def test_a_dry_run_shows_last_month_and_saves_nothing(self):
        self.assertEqual([], self.json(
            'price', 'create', '--meter', 'vcpu.allocated', '--price', '1',
            '--dry-run'))
        self.assertEqual([], self.json('price', 'list'))

    def test_a_book_goes_in_and_out(self):
        counts = self.json('price', 'import', '--sample', 'default',
                           *LONG_AGO)
        self.assertEqual(9, counts['new_prices'])
        status, text, _ = self.run_manage('price', 'export')
        self.assertEqual(0, status)
        again = self.json('price', 'import', '-', stdin=text.encode())
        self.assertEqual(0, sum(again.values()))

    def test_books_that_cannot_be_read(self):
        self.assert_fails('Line 2, plans', 'price', 'import', '-',
                          stdin=b'version: 1\nplans: nothing')
        self.assert_fails('No such file', 'price', 'import', '/not/there')
        self.assert_fails('Line 1, ', 'price', 'import', '-', stdin=b'\xff\0')

    def test_plans_and_discounts(self):
        self.replay()
        self.json('price', 'import', '--sample', 'default', *LONG_AGO)
        project_id = self.json('charges', *PERIOD)[0]['project_id']
        self.json('discount', 'create', '50', '--project', project_id,
                  '--reason', 'test', '--backdate', *LONG_AGO)
        for row in self.json('charges', *PERIOD):
            self.assertEqual('50', row['discount_percent'])
        discount, = self.json('discount', 'list')
        self.json('discount', 'end', discount['id'])
        self.json('price', 'create', '--meter', 'vcpu.allocated', '--price',
                  '1', '--plan', 'gold', *LONG_AGO)
        self.json('plan', 'assign', project_id, 'gold', '--backdate',
                  *LONG_AGO)
        self.assertEqual([project_id], [
            each['project_id'] for each in self.json('plan', 'list')])
        self.assertEqual({'vcpu.allocated'}, {
            row['meter'] for row in self.json('charges', *PERIOD)})
        self.assert_fails('no plan silver', 'plan', 'assign', project_id,
                          'silver')

    def test_charges_are_explained(self):
        self.replay()
        self.json('price', 'create', '--meter', 'network.outgoing.bytes',
                  '--price', '1', '--free', '5', *LONG_AGO)
        self.json('price', 'create', '--meter', 'vcpu.allocated', '--price',
                  '0.05', '--free', '0.001', *LONG_AGO)
        explained = self.json('explain', *PERIOD)
        charges = self.json('charges', *PERIOD)
        self.assertEqual(charges, [each['charge'] for each in explained])
        _, text, _ = self.run_manage('explain', *PERIOD)
        self.assertIn('after 0.001 free in the month', text)
        self.assertIn('the project went from', text)

    def test_a_quote(self):
        self.json('price', 'import', '--sample', 'default', *LONG_AGO)
        command = ('quote', 'some-project', '--flavor', 'm1.small', '--vcpus',
                   '1', '--memory-mb', '2048', '--disk-gb', '20')
        found = self.json(*command)
        # 1 x 0.006 + 2 x 0.003 + 20 x 0.00006 = 0.0132
        self.assertEqual('0.0132000000', found['per_hour'])
        self.assertEqual('9.6360000000', found['per_month'])
        _, text, _ = self.run_manage(*command)
        self.assertIn('Charged by use besides: cpu.used', text)

    def test_what_the_month_will_cost_and_what_was_not_used(self):
        self.assertEqual([], self.json('forecast'))
        self.replay()
        self.json('price', 'create', '--meter', 'vcpu.allocated', '--price',
                  '1', *LONG_AGO)
        for row in self.json('efficiency', *PERIOD):
            self.assertIsNone(row['share_used'])

    def test_every_change_is_recorded(self):
        self.json('price', 'create', '--meter', 'vcpu.allocated', '--price',
                  '1', *LONG_AGO)
        self.json('price', 'create', '--meter', 'vcpu.allocated', '--price',
                  '2')
        newest, ended, first = self.json('audit')
        self.assertEqual(('created', 'ended', 'created'), (
            newest['action'], ended['action'], first['action']))
        self.assertIsNone(ended['before']['effective_until'])
        self.assertEqual(newest['after']['effective_from'],
                         ended['after']['effective_until'])
        self.assertTrue(newest['user_id'])
        self.assertEqual([], self.json('audit', '--kind', 'discount'))
