# SPDX-License-Identifier: Apache-2.0
"""The status line."""

import unittest

from billing_ledger.recorder import RecordResult
from billing_listener import tally


class TallyTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.now = 0
        self.tally = tally.Tally(lambda: self.now, full_batch=10)

    def test_a_line_says_what_became_of_them(self):
        self.tally.add(10, RecordResult(recorded=5, duplicates=4))
        self.tally.add(4, RecordResult(recorded=1, ignored=2, quarantined=1))
        self.now = 7
        self.assertEqual(
            '14 received in 7 s (2.0 per second): 6 recorded, 4 duplicates, '
            '2 ignored, 1 quarantined', self.tally.take_line())

    def test_each_line_begins_anew(self):
        self.tally.add(1, RecordResult(recorded=1))
        self.tally.take_line()
        self.now = 60
        self.assertTrue(self.tally.take_line().startswith(
            '0 received in 60 s (0.0 per second): 0 recorded'))

    def test_a_full_batch_means_that_there_are_more(self):
        self.tally.add(9, RecordResult())
        self.assertFalse(self.tally.is_rushing())
        self.tally.add(10, RecordResult())
        self.assertTrue(self.tally.is_rushing())
        self.now = 3
        self.assertFalse(self.tally.is_rushing())
