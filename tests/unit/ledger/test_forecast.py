# SPDX-License-Identifier: Apache-2.0
"""Forecasts of a month, and what was allocated and not used, by hand."""

import datetime
import decimal
import zoneinfo

from billing_ledger import forecast
from billing_ledger import ledger
from billing_ledger import times
from billing_ledger.rating.book import Assignment
from billing_ledger.rating.price import NewPrice
from tests.unit.ledger import base
from tests.unit.ledger import guest

D = decimal.Decimal
HOUR, START = base.HOUR, base.START
DAY = 24 * HOUR
UTC = zoneinfo.ZoneInfo('UTC')


def make(now, amounts, to_date=None):
    """Forecast of days that cost this much, until today."""
    now = times.parse(now)
    days = {now.date() - datetime.timedelta(days=number): D(amount)
            for number, amount in enumerate(amounts)}
    found, = forecast.make(forecast.span(now, UTC), UTC, {'EUR': days},
                           to_date or {})
    return found


class TestForecast(base.BooksTestCase):

    def test_days_that_are_alike(self):
        """On the 11th at noon 10.5 days of 2 are spent; 19.5 are left."""
        found = make('2026-11-11T12:00', [1, *[2] * 10])
        self.assertEqual((D(21), D(60), D(60), D(60)), (
            found.spent, found.expected, found.low, found.high))

    def test_days_that_differ(self):
        """The last seven days cost 1 to 7: 4 on average, 2 to 6 at worst.

        At the beginning of the 9th of November, 22 days are left.
        """
        found = make('2026-11-09', [0, 1, 2, 3, 4, 5, 6, 7, 100])
        self.assertEqual((D(128), D(128 + 88), D(128 + 44), D(128 + 132)), (
            found.spent, found.expected, found.low, found.high))

    def test_on_the_first_day_of_all(self):
        """6 hours cost 1: a day costs 4, of 30 days 29.75 are left."""
        found = make('2026-11-01T06:00', [1])
        self.assertEqual(D(120), found.expected)

    def test_last_month_counts_for_the_first_days(self):
        """On the 2nd: seven days of 3, six of which were in October."""
        found = make('2026-11-02', [0, 3, 3, 3, 3, 3, 3, 3, 3],
                     {'EUR': D(5)})
        self.assertEqual((D(3), D(3 + 29 * 3), D(21), D(5)), (
            found.spent, found.expected, found.last_month,
            found.last_month_to_date))

    def test_the_same_day_of_a_shorter_month(self):
        """On the 31st of March at noon, February has long been over."""
        span = forecast.span(times.parse('2026-03-31T12:00'), UTC)
        self.assertEqual(times.parse('2026-03-01'), span.last_month_to_date)

    def test_out_of_the_books(self):
        """A server at 1/h since the 2nd at ten o'clock."""
        self.price('1')
        self.books.record(base.Server().launched().messages)
        self.now = START + 10 * DAY
        found, = self.books.forecast()
        left = (times.parse('2026-12-01') - self.now) // HOUR
        self.assertEqual((D(240), D(240 + left), D(0)), (
            found.spent, found.expected, found.last_month))

    def test_without_charges(self):
        self.assertEqual([], self.books.forecast())


class TestEfficiency(base.BooksTestCase):

    def rows(self):
        return {row.meter: row for row in self.books.efficiency(
            ledger.Query(START, self.now))}

    def test_a_quarter_was_used(self):
        """One vCPU for 4 hours at 0.5, of which one hour was used: 1.5."""
        self.price('0.5', meter='vcpu.allocated')
        run = guest.Guest(instance_id=base.INSTANCE, host='cmp1')
        self.books.record([
            *base.Server().launched().after(4 * HOUR).deleted().messages,
            guest.message(run.uses(cpu_used=3600 * 10 ** 9).read(
                START + 3 * HOUR))])
        row = self.rows()['vcpu.allocated']
        self.assertEqual((D(4), D(1), D('0.25'), D('1.5'), 'EUR'), (
            row.allocated, row.used, row.share_used, row.unused_amount,
            row.currency))
        self.assertEqual('1.5000000000', row.as_dict()['unused_amount'])

    def test_what_nobody_counted_is_unknown(self):
        self.price('0.5', meter='vcpu.allocated')
        self.books.record(base.Server().launched().messages)
        row = self.rows()['vcpu.allocated']
        self.assertEqual((None, None, None), (
            row.used, row.share_used, row.unused_amount))

    def test_currencies_are_not_added_up(self):
        """A day on either plan: 24 EUR and 24 USD are neither."""
        self.price('1', meter='vcpu.allocated')
        self.books.prices.create(
            NewPrice('vcpu.allocated', D(1), 'vCPU-hour', 'USD', START,
                     plan='dollars'), allow_past=True)
        self.books.discounts.assign(
            Assignment(base.PROJECT, 'dollars', START + DAY), backdate=True)
        self.books.record(base.Server().launched().after(
            2 * DAY).deleted().messages)
        row = self.rows()['vcpu.allocated']
        self.assertEqual((D(48), None, None), (
            row.allocated, row.currency, row.unused_amount))

    def test_a_meter_that_was_not_counted_is_unknown(self):
        """That the CPU was counted says nothing of the memory."""
        run = guest.Guest(instance_id=base.INSTANCE, host='cmp1')
        self.books.record([
            *base.Server().launched().after(4 * HOUR).deleted().messages,
            guest.message(run.uses(cpu_used=10 ** 9).read(START + HOUR))])
        self.assertIsNotNone(self.rows()['vcpu.allocated'].used)
        self.assertIsNone(self.rows()['memory.allocated'].used)

    def test_what_has_no_price_costs_nothing(self):
        self.books.record(base.Server().launched().messages)
        self.assertIsNone(self.rows()['vcpu.allocated'].currency)
