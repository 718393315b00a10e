# SPDX-License-Identifier: Apache-2.0
"""One bill for all sites, worked out by hand; in any order the same."""

import decimal
import itertools
import unittest

import hypothesis
from hypothesis import strategies

from billing_ledger import exception
from billing_ledger.sites import merge
from billing_ledger.statements import month as months
from tests.unit.sites import samples

NORTH = samples.at('north', samples.made(
    samples.line('10.00'), samples.line('0.03'), number='2026-000007'))
SOUTH = samples.at('south', samples.made(
    samples.line('0.03', region='south')))


class TestMerge(unittest.TestCase):

    def test_tax_once(self):
        # 10.03 + 0.03 = 10.06; 19 % are 1.9114, so 1.91. Each for itself:
        # 1.9057 and 0.0057 are 1.91 and 0.01, a cent more.
        bill, = merge.merge([SOUTH, NORTH], ['acme'])
        self.assertEqual(
            ['10.06', '1.91', '11.97'],
            [format(each, 'f') for each in (bill.subtotal, bill.tax,
                                            bill.total)])
        self.assertEqual(
            [('north', '2026-000007', '10.03', 2),
             ('south', None, '0.03', 1)],
            [(part.region, part.number, format(part.subtotal, 'f'),
              len(part.lines)) for part in bill.parts])
        self.assertTrue(bill.is_draft)

    def test_one_bill_for_each_currency(self):
        south = samples.at('south', samples.made(
            samples.line('100', region='south'), currency='JPY'))
        # 10.03 EUR and 100 JPY, with 1.91 EUR and 19 JPY of tax.
        self.assertEqual(
            [('EUR', '11.94', False), ('JPY', '119', True)],
            [(bill.currency, format(bill.total, 'f'), bill.is_draft)
             for bill in merge.merge([NORTH, south], ['acme'])])

    def test_ledgers_give_ids_of_their_own(self):
        south = samples.at('south', samples.made(
            samples.line('1.00', region='south'),
            account=samples.ACCOUNT._replace(id='other')))
        sites = [south, NORTH]
        self.assertEqual(['acme', 'other'], merge.accounts_of(sites))
        bill, = merge.merge(sites, ['other', 'acme'])
        self.assertEqual(('acme', decimal.Decimal('11.03')),
                         (bill.account.id, bill.subtotal))
        self.assertEqual(1, len(merge.merge(sites, ['other'])[0].parts))
        self.assertEqual([], merge.merge(sites, ['nobody']))

    def test_an_image_may_have_its_id_in_every_region(self):
        # Its owner chooses it; copies often have the same.
        image = {'resource_id': 'debian', 'resource_group': 'image'}
        bill, = merge.merge([
            samples.at(region, samples.made(
                samples.line('1.00', region=region, **image)))
            for region in ('north', 'south')], ['acme'])
        self.assertEqual(decimal.Decimal(2), bill.subtotal)

    def test_what_makes_no_sense_together(self):
        other_tax = samples.ACCOUNT._replace(tax_percent=decimal.Decimal(7))
        for sites, words in (
                ([], 'no site'),
                ([NORTH, NORTH], 'north is there twice'),
                ([NORTH, SOUTH._replace(month=months.Month(2026, 9))],
                 '2026-09'),
                ([NORTH, NORTH._replace(region='copy')], 'the same ledger'),
                ([NORTH, samples.at('south', samples.made(
                    samples.line('1', region='south'),
                    account=other_tax))], '7 % VAT')):
            with self.subTest(words), self.assertRaisesRegex(
                    exception.SitesDisagree, words):
                merge.merge(sites, ['acme'])


AMOUNTS = strategies.decimals(-10 ** 6, 10 ** 9, places=2)


class TestAnyOrder(unittest.TestCase):

    @hypothesis.settings(max_examples=50, deadline=None)
    @hypothesis.given(strategies.lists(
        strategies.lists(AMOUNTS, max_size=4), min_size=1, max_size=4))
    def test_the_same_bill(self, amounts):
        sites = [samples.at(f'r{number}', samples.made(*(
            samples.line(each, region=f'r{number}') for each in found)))
            for number, found in enumerate(amounts)]
        expected = merge.merge(sites, ['acme'])
        for order in itertools.permutations(sites):
            self.assertEqual(expected, merge.merge(order, ['acme']))
        bill, = expected
        self.assertEqual(sum(itertools.chain(*amounts)), bill.subtotal)
        self.assertEqual(bill.total, bill.subtotal + bill.tax)
