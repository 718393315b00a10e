# SPDX-License-Identifier: Apache-2.0
"""Hours, days and months begin in the billing time zone."""

import datetime
import unittest

from billing_ledger import exception
from billing_ledger import times

BERLIN = times.zone('Europe/Berlin')
KOLKATA = times.zone('Asia/Kolkata')
HOUR = datetime.timedelta(hours=1)


class TestTimes(unittest.TestCase):

    def test_a_month_begins_where_the_operator_lives(self):
        moment = times.parse('2026-10-31T23:30:00Z')
        self.assertEqual(times.parse('2026-10-31T23:00:00Z'),
                         times.start_of_month(moment, BERLIN))
        self.assertEqual(times.parse('2026-10-01T00:00:00Z'),
                         times.start_of_month(moment, times.zone('UTC')))

    def test_days_of_23_and_25_hours(self):
        for day, hours in (('2026-03-29', 23), ('2026-10-25', 25)):
            start = datetime.datetime.fromisoformat(day).replace(
                tzinfo=BERLIN).astimezone(times.UTC)
            midnight, = times.midnights(start, start + 26 * HOUR, BERLIN)
            self.assertEqual(hours * HOUR, midnight - start)

    def test_full_hours_in_india(self):
        half = times.parse('2026-11-22T06:30:00Z')
        self.assertTrue(times.is_full_hour(half, KOLKATA))
        self.assertFalse(times.is_full_hour(half, BERLIN))
        self.assertEqual(half, times.next_full_hour(half, KOLKATA))
        self.assertEqual(half + HOUR, times.next_full_hour(
            half + datetime.timedelta(microseconds=1), KOLKATA))

    def test_what_is_no_time(self):
        for text in (None, 5, '', 'soon', '1969-12-31', '9000-01-01',
                     '2026-02-30', '9' * 100000,
                     '0001-01-01T00:00:00+14:00'):
            with self.subTest(text=str(text)[:20]), \
                    self.assertRaises(exception.InvalidTime):
                times.parse(text)

    def test_what_is_no_time_zone(self):
        for name in ('Mars/Olympus', '', '../../etc/passwd', 'Europe'):
            with self.subTest(name=name), \
                    self.assertRaises(exception.InvalidTime):
                times.zone(name)
