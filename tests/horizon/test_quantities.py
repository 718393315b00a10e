# SPDX-License-Identifier: Apache-2.0
"""Quantities in the units that people use."""

import decimal
import unittest

from horizon_billing import quantities

D = decimal.Decimal


class QuantitiesTests(unittest.TestCase):

    def test_units(self):
        for quantity, unit, expected in (
                (7200, 's', (2, 'instance-hour')),
                (5400, 'address-s', (D('1.5'), 'address-hour')),
                (36000, 'GiB-s', (10, 'GiB-hour'))):
            self.assertEqual(expected, quantities.in_pricing_unit(
                D(quantity), unit))

    def test_a_composite_meters_base_unit_says_what_part_it_is(self):
        self.assertEqual((D('1.1'), 'WAC'), quantities.in_pricing_unit(
            D(3960), 'WAC/3600'))

    def test_units_that_nobody_knows_are_left_alone(self):
        for unit in ('novelty', 'a/b', '/5', 'x/0', '/', ''):
            self.assertEqual((7, unit),
                             quantities.in_pricing_unit(D(7), unit))
