# SPDX-License-Identifier: Apache-2.0
"""Composite meters: weights, exact sums, and files that cannot be used."""

import decimal
import fractions
import unittest

import hypothesis
from hypothesis import strategies as st

from billing_ledger import exception
from billing_ledger import ledger
from billing_ledger.metering import composite
from billing_ledger.metering import meters
from billing_ledger.metering import usage as metering
from billing_ledger.metering.traits import Traits
from tests.unit.ledger import base
from tests.unit.ledger import services

D = decimal.Decimal
HOUR = base.HOUR
WAC = """
- name: wac
  unit: WAC
  description: Workload allocation cubes
  weights:
    vcpu.allocated: "0.25"
    memory.allocated: "0.125"
    volume.stored: "0.01"
"""


def key(meter, interval=0):
    return metering.Key('project', 'resource', None, meter, Traits(), interval)


class TestMakeComposite(unittest.TestCase):

    def test_the_base_unit_is_the_largest_that_is_exact(self):
        """1/4 of a vCPU-hour of 3600 vCPU-s: 1/14400 WAC for each; 1/8 of a
        GiB-hour of 3686400 MiB-s: 1/29491200. The latter is the base unit;
        2048 of it make the former."""
        made = composite.make_composite(
            'wac', 'WAC', 'x', {'vcpu.allocated': D('0.25'),
                                'memory.allocated': D('0.125')},
            meters.BUILT_IN)
        self.assertEqual(
            ('WAC/29491200', 'WAC', 29491200,
             {'vcpu.allocated': 2048, 'memory.allocated': 1}),
            (made.unit, made.pricing_unit, made.per_pricing_unit,
             made.factors))

    @hypothesis.given(st.dictionaries(
        st.sampled_from(sorted(meters.BUILT_IN)), st.tuples(
            st.decimals('0.000000000001', '999999999', places=12),
            st.integers(0, 2 ** 70)), min_size=1))
    def test_sums_are_exact(self, given):
        made = composite.make_composite(
            'sum', 'U', 'x', {name: weight
                              for name, (weight, _) in given.items()},
            meters.BUILT_IN)
        found = composite.usage(
            {key(name): quantity for name, (_, quantity) in given.items()},
            [made])
        self.assertEqual(
            sum(fractions.Fraction(weight) * quantity
                / meters.BUILT_IN[name].per_pricing_unit
                for name, (weight, quantity) in given.items()),
            fractions.Fraction(found[key('sum')], made.per_pricing_unit))

    def test_what_differs_in_anything_else_stays_apart(self):
        made = composite.make_composite(
            'sum', 'U', 'x', {'cpu.used': 1}, meters.BUILT_IN)
        found = composite.usage(
            {key('cpu.used'): 5, key('cpu.used', 1): 6,
             key('disk.read.bytes'): 7}, [made])
        self.assertEqual({key('sum'): 5, key('sum', 1): 6}, found)


class TestRefused(unittest.TestCase):

    def refused(self, document, reason):
        with self.assertRaisesRegex(exception.InvalidMeter, reason):
            composite.read_composites(document, meters.BUILT_IN)

    def good(self, **changes):
        return {'name': 'wac', 'unit': 'WAC',
                'weights': {'cpu.used': '1'}} | changes

    def test_nothing_is_fine(self):
        self.assertEqual([], composite.read_composites(None, {}))

    def test_no_list(self):
        for wrong in ({}, 'text', 5, [self.good()] * 101):
            self.refused(wrong, 'should hold a list')

    def test_no_mapping(self):
        for wrong in (None, 'text', [], 5):
            self.refused([wrong], 'should be an object')

    def test_fields(self):
        for name, values in {
                'name': (None, '', 5, [], 'x' * 65),
                'unit': (None, '', 5, 'x' * 65, 'a/b'),
                'description': (5, [], 'x' * 256),
                'weights': (None, [], 'text', {})}.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    self.refused([self.good(**{name: value})], name)

    def test_weights(self):
        for weight in (0.25, True, None, [], '', 'much', 'NaN', 'Infinity',
                       '0', '-1', 10 ** 9, '1e9', '0.0000000000001'):
            with self.subTest(weight=weight):
                self.refused([self.good(weights={'cpu.used': weight})],
                             'weight of cpu.used in wac')

    def test_names(self):
        self.refused([self.good(name='cpu.used')], 'cpu.used already')
        self.refused([self.good(), self.good()], 'two of the name wac')
        self.refused([self.good(weights={'nothing': 1})], 'no meter')
        self.refused([self.good(weights={5: 1})], 'no meter')
        self.refused([self.good(weight='1')], "'weight'")


class TestBill(base.BooksTestCase):

    def write(self, text):
        path = self.folder / 'composite.yaml'
        path.write_text(text)
        self.conf.set_override('composite_meters', str(path), group='billing')
        self.open_books()

    def tearDown(self):
        self.conf.clear_override('composite_meters', group='billing')
        self.open_books()
        super().tearDown()

    def test_one_price_for_all_of_it(self):
        """A small server (1 vCPU, 2 GiB) for two hours and a volume of 10
        GiB for one: 2 x (0.25 + 0.25) + 0.1 = 1.1 WAC, at 10: 11."""
        self.write(WAC)
        self.price('10', meter='wac')
        server = base.Server().launched().after(2 * HOUR).deleted()
        volume = services.Volume().created().after(HOUR).deleted()
        self.books.record(server.messages + volume.messages)
        rows = self.charges(group_by=('meter',)).rows
        self.assertEqual([('wac', 'WAC', D(11))],
                         [(row.meter, row.pricing_unit, row.amount)
                          for row in rows])
        used = {row.meter: row for row in self.books.usage(ledger.Query(
            base.START, self.now, group_by=('meter',))).rows}
        self.assertEqual(36000, used['volume.stored'].quantity)
        part, parts = used['wac'].unit.split('/')
        self.assertEqual(('WAC', D('1.1')),
                         (part, used['wac'].quantity / int(parts)))

    def test_without_the_file_it_is_gone(self):
        self.write(WAC)
        self.assertIn('wac', ledger.METERS)
        self.conf.clear_override('composite_meters', group='billing')
        self.open_books()
        self.assertNotIn('wac', ledger.METERS)

    def test_files_that_cannot_be_read(self):
        for text in ('a: [', '\x00', '!!python/object:os.system {}',
                     '- ' * 100_000, '# ' + 'x' * 2 ** 20):
            with self.subTest(text=text[:20]), self.assertRaisesRegex(
                    exception.InvalidMeter, 'cannot be read'):
                self.write(text)
        self.conf.set_override('composite_meters', str(self.folder / 'none'),
                               group='billing')
        with self.assertRaisesRegex(exception.InvalidMeter, 'No such file'):
            self.open_books()
