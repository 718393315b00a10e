# SPDX-License-Identifier: Apache-2.0
"""The database adds up what the pure computation adds up."""

import datetime

from billing_ledger import times
from billing_ledger.db import holdings as stored
from billing_ledger.metering.holding import holdings
from billing_ledger.metering.holding import intervals_between
from billing_ledger.timeline.build import build_timeline
from tests.recordings import files
from tests.unit.ledger import base

START = times.parse('2026-11-22T06:00:00')
END = START + datetime.timedelta(hours=3)


class TestHoldings(base.BooksTestCase):

    def setUp(self):
        super().setUp()
        for name in files.NAMES:
            self.books.record(files.messages(name))
        self.books.deriver.derive_all()
        self.timelines = {}
        for name in files.NAMES:
            for server_id, events in files.events(name).items():
                self.timelines.setdefault(server_id, []).extend(events)

    def assert_equal(self, intervals):
        with self.books.database.reading() as connection:
            found = sorted(stored.between(connection, intervals))
        self.assertEqual(sorted(
            holding for server_id, events in self.timelines.items()
            for holding in holdings(server_id, build_timeline(events),
                                    intervals)), found)
        return found

    def test_one_interval(self):
        self.assertTrue(self.assert_equal([(START, END)]))

    def test_odd_cuts(self):
        self.assert_equal(intervals_between(START, END, [
            START + datetime.timedelta(minutes=31, microseconds=7),
            START + datetime.timedelta(minutes=31, microseconds=8)]))

    def test_more_intervals_than_one_statement_takes(self):
        self.assert_equal(intervals_between(START, END, [
            START + number * datetime.timedelta(seconds=41)
            for number in range(1, 250)]))

    def test_nothing_before_and_nothing_after(self):
        day = datetime.timedelta(days=1)
        self.assertEqual([], self.assert_equal([(START - day, START)]))

    def test_no_interval(self):
        self.assertEqual([], self.assert_equal([]))

    def test_of_one_instance_and_of_one_project(self):
        server_id = next(iter(self.timelines))
        everything = self.assert_equal([(START, END)])
        with self.books.database.reading() as connection:
            one = list(stored.between(connection, [(START, END)],
                                      resource_id=server_id))
            project = one[0].project_id
            many = list(stored.between(connection, [(START, END)],
                                       project_id=project))
        self.assertEqual([each for each in everything
                          if each.resource_id == server_id], sorted(one))
        self.assertEqual([each for each in everything
                          if each.project_id == project], sorted(many))
