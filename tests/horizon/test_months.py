# SPDX-License-Identifier: Apache-2.0
"""Months and full hours in time zones."""

import datetime
import zoneinfo

from django.test import SimpleTestCase

from horizon_billing import hours
from horizon_billing import months

UTC = datetime.UTC
INDIA = zoneinfo.ZoneInfo('Asia/Kolkata')
BERLIN = zoneinfo.ZoneInfo('Europe/Berlin')


class MonthTests(SimpleTestCase):

    def test_neighbours(self):
        self.assertEqual(months.Month(2025, 12),
                         months.Month(2026, 1).previous())
        self.assertEqual(months.Month(2027, 1), months.Month(2026, 12).next())

    def test_a_month_begins_at_midnight_of_the_zone(self):
        self.assertEqual(
            datetime.datetime(2026, 10, 31, 18, 30, tzinfo=UTC),
            months.Month(2026, 11).start(INDIA))

    def test_the_month_of_a_moment_depends_on_the_zone(self):
        moment = datetime.datetime(2026, 10, 31, 18, 30, tzinfo=UTC)
        self.assertEqual(months.Month(2026, 10), months.at(moment, UTC))
        self.assertEqual(months.Month(2026, 11), months.at(moment, INDIA))

    def test_days_of_leap_years(self):
        self.assertEqual(29, len(months.Month(2028, 2).days()))

    def test_only_months_are_read(self):
        self.assertEqual(months.Month(2026, 11), months.parse('2026-11'))
        for text in ('2026-11\n', ' 2026-11', '2026-13', '0000-01', ''):
            with self.assertRaises(ValueError):
                months.parse(text)


class HourTests(SimpleTestCase):

    def test_full_hours_are_those_of_the_zone(self):
        half_past = datetime.datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
        self.assertTrue(hours.is_full(half_past, INDIA))
        self.assertFalse(hours.is_full(half_past, BERLIN))
        self.assertEqual(half_past, hours.next_full(half_past, INDIA))
        self.assertEqual(half_past + datetime.timedelta(minutes=30),
                         hours.next_full(half_past, UTC))
        self.assertEqual(half_past - datetime.timedelta(minutes=30),
                         hours.previous(half_past, UTC))
