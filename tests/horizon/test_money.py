# SPDX-License-Identifier: Apache-2.0
"""Money and quantities, as people read them."""

import decimal

from django.test import SimpleTestCase
from django.utils import translation

from horizon_billing import money

NBSP = '\N{NO-BREAK SPACE}'


def words(amount, currency='EUR'):
    return money.in_words(decimal.Decimal(amount), currency).replace(NBSP, ' ')


class AmountTests(SimpleTestCase):

    def test_amounts_are_rounded_half_to_even_to_the_minor_unit(self):
        for amount, expected in (('1.005', '1.00 EUR'), ('1.015', '1.02 EUR'),
                                 ('1234567.891', '1,234,567.89 EUR'),
                                 ('0', '0.00 EUR'), ('-3.5', '-3.50 EUR')):
            self.assertEqual(expected, words(amount))

    def test_each_currency_has_its_own_minor_unit(self):
        self.assertEqual('1,235 JPY', words('1234.5678', 'JPY'))
        self.assertEqual('1.235 KWD', words('1.2345678', 'KWD'))
        self.assertEqual('1.23 XYZ', words('1.23', 'XYZ'))

    def test_what_is_not_nothing_is_not_shown_as_nothing(self):
        self.assertEqual('less than 0.01 EUR', words('0.0049'))
        self.assertEqual('less than 1 JPY', words('0.3', 'JPY'))

    def test_no_digit_of_a_large_amount_is_lost(self):
        self.assertEqual('12,345,678,901,234,567,890.12 EUR',
                         words('12345678901234567890.1234567890'))

    def test_the_readers_separators_are_used(self):
        with translation.override('de'):
            self.assertEqual('1.234.567,89 EUR', words('1234567.89'))

    def test_amounts_add_up_exactly_by_currency(self):
        total = money.total([money.of('EUR', '0.1000000000'),
                             money.of('USD', '5.0000000000'),
                             money.of('EUR', '0.2000000001')])
        self.assertEqual([('EUR', '0.3000000001'), ('USD', '5.0000000000')],
                         [(each.currency, each.text) for each in total])


class UnitPriceTests(SimpleTestCase):

    def test_a_price_has_all_its_digits_and_two_at_least(self):
        for price, expected in (('0.000000000000000001',
                                 '0.000000000000000001 EUR'),
                                ('1', '1.00 EUR'), ('0.0500', '0.05 EUR'),
                                ('1E+3', '1,000.00 EUR'),
                                ('0', '0.00 EUR')):
            self.assertEqual(expected, money.unit_price(
                decimal.Decimal(price), 'EUR').replace(NBSP, ' '))


class QuantityTests(SimpleTestCase):

    def test_quantities_have_two_decimals(self):
        for quantity, expected in (('0', '0.00'), ('1.005', '1.00'),
                                   ('12345.678', '12,345.68'),
                                   ('0.001', 'less than 0.01')):
            self.assertEqual(expected,
                             money.quantity(decimal.Decimal(quantity)))
