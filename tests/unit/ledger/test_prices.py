# SPDX-License-Identifier: Apache-2.0
"""The price book: which price wins, and what is refused."""

import datetime
import decimal

from billing_ledger import exception
from billing_ledger.metering.traits import Traits
from billing_ledger.rating.book import PriceBook
from billing_ledger.rating.price import NewPrice
from tests.unit.ledger import base

D = decimal.Decimal
HOUR, START = base.HOUR, base.START
UPTIME = 'instance.uptime'


class TestChoice(base.BooksTestCase):

    def chosen(self, project_id=base.PROJECT, flavor='small', moment=START):
        price = PriceBook(self.books.prices.list()).price_for(
            UPTIME, project_id, Traits(flavor), moment)
        return price and price.unit_price

    def test_the_most_specific_wins(self):
        self.assertIsNone(self.chosen())
        self.price('1')
        self.assertEqual(D(1), self.chosen())
        self.price('2', flavor='small')
        self.assertEqual(D(2), self.chosen())
        self.price('3', project_id=base.PROJECT)
        self.assertEqual(D(3), self.chosen())
        self.price('4', project_id=base.PROJECT, flavor='small')
        self.assertEqual(D(4), self.chosen())
        self.assertEqual(D(3), self.chosen(flavor='large'))
        self.assertEqual(D(2), self.chosen(base.OTHER_PROJECT))
        self.assertEqual(D(1), self.chosen(base.OTHER_PROJECT, 'large'))

    def test_a_price_begins_and_ends_at_its_moments(self):
        self.now = START
        price = self.price('1', start=START + HOUR)
        self.books.prices.end(price.id, START + 2 * HOUR)
        tick = datetime.timedelta(microseconds=1)
        self.assertIsNone(self.chosen(moment=START + HOUR - tick))
        self.assertEqual(D(1), self.chosen(moment=START + HOUR))
        self.assertEqual(D(1), self.chosen(moment=START + 2 * HOUR - tick))
        self.assertIsNone(self.chosen(moment=START + 2 * HOUR))

    def test_a_new_price_ends_the_one_before(self):
        self.now = START
        old = self.price('1')
        new = self.price('2', start=START + HOUR)
        old = self.books.prices.get(old.id)
        self.assertEqual(new.effective_from, old.effective_until)
        self.assertEqual(self.now, old.ended_at)

    def test_a_price_before_one_that_is_planned_ends_where_that_begins(self):
        self.now = START
        planned = self.price('2', start=START + 10 * HOUR)
        self.assertEqual(planned.effective_from,
                         self.price('1').effective_until)

    def test_a_planned_price_that_is_ended_before_it_begins_never_applies(
            self):
        self.now = START
        price = self.price('1', start=START + 5 * HOUR)
        self.books.prices.end(price.id, START + HOUR)
        self.assertIsNone(self.chosen(moment=START + 5 * HOUR))
        self.price('2', start=START + 5 * HOUR)
        self.assertEqual(D(2), self.chosen(moment=START + 5 * HOUR))

    def test_a_cancelled_price_ends_no_other(self):
        self.now = START
        cancelled = self.price('2', start=START + 10 * HOUR)
        self.books.prices.end(cancelled.id, START + 10 * HOUR)
        self.assertIsNone(self.price('3').effective_until)

    def test_a_mistake_from_a_past_hour_is_mended_by_backdating(self):
        self.price('1')
        self.price('2', backdate=True)
        self.assertEqual(D(2), self.chosen())

    def test_every_digit_is_kept(self):
        exact = '123456789.123456789012345678'
        price = self.price(exact)
        self.assertEqual(exact, self.books.prices.get(
            price.id).as_dict()['unit_price'])


class TestRefusals(base.BooksTestCase):

    def new(self, **changes):
        return NewPrice(**{
            'meter': UPTIME, 'unit_price': D(1), 'currency': 'EUR',
            'pricing_unit': 'instance-hour',
            'effective_from': self.books.next_full_hour()} | changes)

    def assert_refused(self, reason, **changes):
        with self.assertRaisesRegex(
                (exception.InvalidPrice, exception.InvalidTime), reason):
            self.books.prices.create(self.new(**changes))
        self.assertEqual([], self.books.prices.list())

    def test_terms(self):
        self.assert_refused('no meter', meter='magic')
        self.assert_refused('per instance-hour', pricing_unit='second')
        for currency in ('eur', 'EURO', '', '€€€', None, 7):
            self.assert_refused('ISO 4217', currency=currency)

    def test_numbers(self):
        for number in (D(-1), D('NaN'), D('Infinity'), D('1E+12'),
                       D('1E+400')):
            self.assert_refused('at least 0', unit_price=number)
        self.assert_refused('18 decimals', unit_price=D('1E-19'))
        for number in (1.5, '1', None, 1):
            self.assert_refused('decimal number', unit_price=number)

    def test_whom(self):
        self.assert_refused('255 are the most', flavor='x' * 256)
        self.assert_refused('no database', project_id='\x00')
        self.assert_refused('should be a text', flavor=7)

    def test_moments(self):
        self.assert_refused('full hour', effective_from=(
            self.books.next_full_hour() + base.MINUTE))
        self.assert_refused('in the past', effective_from=START)
        self.assert_refused('no time zone', effective_from=(
            datetime.datetime(2026, 12, 1)))  # noqa: DTZ001

    def test_full_hours_are_those_of_the_billing_time_zone(self):
        self.conf.set_override('time_zone', 'Asia/Kolkata', group='billing')
        self.open_books()
        self.now = START + 10 * base.MINUTE
        half = START + 30 * base.MINUTE
        self.assertEqual(half, self.books.next_full_hour())
        self.assertEqual(half, self.books.prices.create(
            self.new()).effective_from)

    def test_a_second_price_for_the_same_from_the_same_hour(self):
        self.books.prices.create(self.new())
        with self.assertRaises(exception.PriceConflict):
            self.books.prices.create(self.new())
        self.assertEqual(1, len(self.books.prices.list()))

    def test_ending(self):
        with self.assertRaises(exception.PriceNotFound):
            self.books.prices.end('none', self.books.next_full_hour())
        price = self.books.prices.create(self.new())
        until = price.effective_from + HOUR
        self.books.prices.end(price.id, until)
        with self.assertRaises(exception.PriceConflict):
            self.books.prices.end(price.id, until + HOUR)
