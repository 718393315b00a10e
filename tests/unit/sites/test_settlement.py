# SPDX-License-Identifier: Apache-2.0
"""Who owes whom, worked out by hand; what one gets another pays."""

import collections
import decimal
import itertools
import unittest

import hypothesis
from hypothesis import strategies

from billing_ledger import exception
from billing_ledger.sites import homes
from billing_ledger.sites import settlement
from billing_ledger.statements import statement
from tests.unit.sites import samples

HOMES = homes.Homes({'p1': 'north', 'p2': 'south'}, {'d3': 'east'})


def texts(debts):
    return [' '.join(map(str, debt)) for debt in debts]


class TestSettlement(unittest.TestCase):

    def setUp(self):
        # At home where they are used: 5.00 of p1 in the north, and what p9
        # uses, of which nothing is said.
        self.north = samples.at(
            'north', samples.made(
                samples.line('5.00', 'p1'), samples.line('7.00', 'p2'),
                samples.line('1.00', 'p2', kind=statement.CORRECTION),
                samples.line('2.50', 'p3'), samples.line('4.00', 'p9'),
                samples.line('-3.00', '', kind=statement.CREDIT,
                             resource_id=None)),
            projects=[('p3', 'Three', 'd3'), ('p2', 'Two', 'd3')])
        self.south = samples.at('south', samples.made(
            samples.line('12.00', 'p1', 'south'),
            samples.line('1.00', 'p1', 'south',
                         kind=statement.DISCOUNT)._replace(
                amount=decimal.Decimal('-1.00'))))

    def test_three_regions(self):
        found = settlement.settle([self.south, self.north], HOMES)
        # The south owes the north 7.00 + 1.00 for p2, the north the south
        # 12.00 - 1.00 for p1, the east the north 2.50 for p3.
        self.assertEqual(['EUR east north 2.50 1', 'EUR north south 11.00 2',
                          'EUR south north 8.00 2'], texts(found.debts))
        self.assertEqual(['EUR east north 2.50 1', 'EUR north south 3.00 4'],
                         texts(found.net))
        self.assertEqual(['EUR east -2.50', 'EUR north -0.50',
                          'EUR south 3.00'], texts(found.balances))

    def test_currencies_are_not_set_off(self):
        south = samples.at('south', samples.made(
            samples.line('800', 'p1', 'south'), currency='JPY'))
        found = settlement.settle([self.north, south], HOMES)
        self.assertEqual(
            ['EUR east north 2.50 1', 'EUR south north 8.00 2',
             'JPY north south 800 1'], texts(found.net))

    def test_corrections_may_turn_a_debt_around(self):
        south = samples.at('south', samples.made(
            samples.line('-4.00', 'p1', 'south',
                         kind=statement.CORRECTION)))
        found = settlement.settle([south], HOMES)
        self.assertEqual(['EUR north south -4.00 1'], texts(found.debts))
        self.assertEqual(['EUR south north 4.00 1'], texts(found.net))

    def test_everybody_at_home(self):
        self.assertEqual(([], [], []), settlement.settle(
            [self.north], homes.Homes({}, {})))


REGIONS = ('a', 'b', 'c')
LINES = strategies.lists(strategies.tuples(
    strategies.sampled_from(REGIONS),
    strategies.sampled_from(('p1', 'p2', 'p3', 'p9')),
    strategies.decimals(-10 ** 6, 10 ** 9, places=2)), max_size=12)
SAID = strategies.dictionaries(
    strategies.sampled_from(('p1', 'p2', 'p3')),
    strategies.sampled_from((*REGIONS, 'elsewhere')))


class TestBalances(unittest.TestCase):

    @hypothesis.settings(max_examples=100, deadline=None)
    @hypothesis.given(LINES, SAID)
    def test_they_add_up_to_zero(self, lines, said):
        sites = [samples.at(region, samples.made(*(
            samples.line(amount, project_id, region)
            for where, project_id, amount in lines if where == region)))
            for region in REGIONS]
        said = homes.Homes(said, {})
        found = settlement.settle(sites, said)
        self.assertEqual(0, sum(each.amount for each in found.balances))
        for order in itertools.permutations(sites):
            self.assertEqual(found, settlement.settle(order, said))
        left = collections.Counter()
        for debt in found.net:
            self.assertGreater(debt.amount, 0)
            left[debt.creditor] += debt.amount
            left[debt.debtor] -= debt.amount
        self.assertEqual({each.region: each.amount for each
                          in found.balances if each.amount},
                         {region: amount for region, amount in left.items()
                          if amount})


class TestHomes(unittest.TestCase):

    def test_the_project_counts_more_than_its_domain(self):
        found = homes.read('version: 1\nprojects: {p1: north}\n'
                           'domains: {d1: south}\n')
        self.assertEqual(
            ['north', 'south', None],
            [found.of('p1', 'd1'), found.of('p2', 'd1'), found.of('p2',
                                                                  None)])
        self.assertEqual(homes.Homes({}, {}), homes.read('version: 1'))

    def test_what_says_nothing(self):
        for text in (
                '', '[]', '7', 'version: 2', 'projects: {}', '{', '\x00',
                'version: 1\nprojects: []', 'version: 1\nhomes: {}',
                'version: 1\nprojects: {p: }', 'version: 1\nprojects: {p: []}',
                'version: 1\nprojects: {p: "a b"}',
                'version: 1\nprojects: {p: a, p: b}',
                f'version: 1\nprojects: {{p: {"x" * 256}}}',
                'version: 1\nprojects: &a {p: *a}', '[' * 100_000,
                'x' * 9_000_000):
            with self.subTest(text[:40]), self.assertRaises(
                    exception.InvalidBook):
                homes.read(text)
