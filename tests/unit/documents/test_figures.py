# SPDX-License-Identifier: Apache-2.0
"""Numbers and periods are written as a locale does, and lose no digit."""

import datetime
import decimal
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_ledger import exception
from billing_ledger.documents.figures import Figures

D = decimal.Decimal
UTC = datetime.UTC
NBSP = '\N{NO-BREAK SPACE}'


def figures(locale='en', currency='EUR', time_zone='Europe/Berlin'):
    return Figures(locale, currency, time_zone)


class TestAmounts(unittest.TestCase):

    def test_decimals_are_those_of_the_currency(self):
        self.assertEqual('1,234.50', figures().amount(D('1234.5')))
        self.assertEqual('1,234', figures(currency='JPY').amount(D(1234)))
        self.assertEqual('1,234.500',
                         figures(currency='KWD').amount(D('1234.5')))

    def test_separators_are_those_of_the_locale(self):
        self.assertEqual('1.234,50', figures('de').amount(D('1234.5')))
        self.assertEqual('1’234.50', figures('de-CH').amount(D('1234.5')))
        self.assertEqual('12,34,567.00', figures('en_IN').amount(D(1234567)))

    def test_currency_follows_in_the_same_line(self):
        self.assertEqual(f'-0.01{NBSP}EUR', figures().money(D('-0.01')))

    def test_no_digit_is_rounded_away(self):
        self.assertEqual('0.00001', figures().amount(D('0.00001')))
        self.assertEqual('0.5', figures(currency='JPY').amount(D('0.5')))

    def test_exponents_are_written_out(self):
        self.assertEqual('100.00', figures().amount(D('1E+2')))
        self.assertEqual('100.00', figures().unit_price(D('1E+2')))

    @given(strategies.decimals(min_value=-10 ** 40, max_value=10 ** 40,
                               places=3))
    def test_digits_stay(self, amount):
        written = figures(currency='KWD').amount(amount)
        self.assertEqual(amount, D(written.replace(',', '')))

    def test_unit_prices_have_all_digits_and_no_zeros(self):
        self.assertEqual('0.000123456789012345', figures().unit_price(
            D('0.00012345678901234500')))
        self.assertEqual('0.10', figures().unit_price(D('0.1000')))
        self.assertEqual('', figures().unit_price(None))


class TestQuantities(unittest.TestCase):

    def test_are_rounded_to_four_decimals(self):
        self.assertEqual('12.3457', figures().quantity(D('12.34567')))
        self.assertEqual('744', figures().quantity(D('744.0000')))

    def test_a_little_is_never_nothing(self):
        self.assertEqual(f'<{NBSP}0.0001', figures().quantity(D('0.00001')))
        self.assertEqual('0', figures().quantity(D(0)))
        self.assertEqual('', figures().quantity(None))

    def test_percentages(self):
        self.assertEqual('19%', figures().percent(D('19.00')))
        self.assertEqual('7.7%', figures().percent(D('7.7')))
        self.assertEqual(f'7,7{NBSP}%', figures('de').percent(D('7.7')))
        self.assertEqual('0%', figures().percent(D(0)))


class TestPeriods(unittest.TestCase):

    def test_a_month_ends_with_its_last_day(self):
        # October 2026 in Berlin: 2 h ahead of UTC at first, 1 h at the end.
        self.assertEqual('Oct 1, 2026 – Oct 31, 2026', figures().period(
            datetime.datetime(2026, 9, 30, 22, tzinfo=UTC),
            datetime.datetime(2026, 10, 31, 23, tzinfo=UTC)))

    def test_one_day(self):
        self.assertEqual('Nov 2, 2026', figures(time_zone='UTC').period(
            datetime.datetime(2026, 11, 2, tzinfo=UTC),
            datetime.datetime(2026, 11, 3, tzinfo=UTC)))

    def test_parts_of_days_have_times(self):
        self.assertEqual(
            'Nov 1, 2026, 05:30 – Nov 1, 2026, 06:15',
            figures(time_zone='Asia/Kolkata').period(
                datetime.datetime(2026, 11, 1, tzinfo=UTC),
                datetime.datetime(2026, 11, 1, 0, 45, tzinfo=UTC)))

    def test_the_day_is_that_of_the_zone(self):
        moment = datetime.datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
        self.assertEqual('December 1, 2026', figures().day(moment))
        self.assertEqual('1. Dezember 2026', figures('de').day(moment))
        self.assertEqual('', figures().day(None))


class TestRefused(unittest.TestCase):

    def test_unusable_locales(self):
        for name in (None, '', 'xx', 'en_XX_YY_ZZ', 7, 'e' * 10000,
                     '../../etc/passwd', 'de;rm', ['de']):
            with self.assertRaises(exception.InvalidLocale, msg=name):
                figures(name)

    def test_unknown_time_zone(self):
        with self.assertRaises(exception.InvalidTime):
            figures(time_zone='Mars/Olympus')
