# SPDX-License-Identifier: Apache-2.0
"""When readings are made, what moment they bear, and what gauges come to."""

import unittest

from billing_ledger import times
from tests.unit.agent import base
from tests.unit.agent.base import GUEST
from tests.unit.agent.base import MINUTE
from tests.unit.agent.base import SECOND
from tests.unit.agent.base import START


class MinuteTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.host = base.Host()
        self.host.poll(START + 30 * SECOND, (GUEST, 1, base.stats()))

    def poll(self, *after):
        """Poll at times after START; return when readings then were made."""
        before = len(self.host.readings)
        for at in after:
            self.host.poll(START + int(at * SECOND), (GUEST, 1, base.stats()))
        return [(times.parse(each['at']) - times.from_us(START // 1000)
                 ).total_seconds() for each in self.host.readings[before:]]

    def test_the_first_bears_its_own(self):
        self.assertEqual(base.text(START + 30 * SECOND),
                         self.host.readings[0]['at'])

    def test_a_full_minute(self):
        self.assertEqual([60], self.poll(60))

    def test_a_little_later_stands_for_the_minute(self):
        self.assertEqual([60], self.poll(59.9, 60.4))
        self.assertEqual([120], self.poll(121))

    def test_later_than_a_second_bears_its_own(self):
        self.assertEqual([61.5], self.poll(61.5))

    def test_one_a_minute(self):
        self.assertEqual([60, 130.5, 180], self.poll(
            60, 60.25, 70, 80, 119.9, 130.5, 131, 180.1, 180.3))

    def test_one_soon_after_its_beginning(self):
        host = base.Host()
        host.poll(START + 59 * SECOND, (GUEST, 1, base.stats()))
        host.poll(START + 60 * SECOND + 5, (GUEST, 1, base.stats()))
        self.assertEqual([base.text(START + 59 * SECOND),
                          base.text(START + 60 * SECOND)],
                         [each['at'] for each in host.readings])

    def test_a_run_that_begins_within_that_second(self):
        host = base.Host()
        host.poll(START - SECOND)
        host.event(START + 5 * SECOND // 10, 'STARTED_BOOTED')
        host.poll(START + 7 * SECOND // 10, (GUEST, 1, base.stats()))
        host.poll(START + 8 * SECOND // 10, (GUEST, 1, base.stats()))
        self.assertEqual([base.text(START + 7 * SECOND // 10)],
                         [each['at'] for each in host.readings])
        base.understood(host)

    def test_no_data_make_no_reading(self):
        self.host.poll(START + MINUTE, (GUEST, 1, base.incomplete(
            base.stats())))
        self.assertEqual([63], self.poll(63))

    def test_the_end_is_not_before_what_was_said(self):
        away = START + 119 * SECOND
        self.host.event(away, 'SUSPENDED_MIGRATED')
        self.host.answer(away, away + SECOND // 10, base.stats(
            cpu=9, state=base.MIGRATING))
        self.poll(120.2)
        self.host.poll(START + 120 * SECOND + 3, (GUEST, 1, base.stats(
            cpu=9, state=base.MIGRATING)))
        self.host.event(away + 2 * SECOND, 'STOPPED_MIGRATED', -1)
        ordinary, closing = self.host.readings[-2:]
        self.assertEqual(ordinary['at'], closing['at'])
        self.assertIsNone(ordinary['exact'])
        self.assertIs(True, closing['exact'])

    def test_at_ascends(self):
        self.poll(31, 60, 60.5, 119, 121, 121.1, 200, 240.9)
        ats = [each['at'] for each in self.host.readings]
        self.assertEqual(sorted(set(ats)), ats)
        self.assertEqual(5, len(ats))


class GaugeTest(unittest.TestCase):
    """Gauges are integrated from one look to the next."""

    def setUp(self):
        super().setUp()
        self.host = base.Host()

    def look(self, after, memory=1024, disk=0):
        self.host.poll(START + int(after * SECOND), (GUEST, 1, base.stats(
            memory=memory, physical=disk)))

    def last(self, counter):
        (_, last), = self.host.runs()
        return base.used(last, counter)

    def test_the_last_value_counts_until_the_next(self):
        self.look(0, memory=1024)
        self.look(10, memory=4096)
        self.look(60, memory=0)
        self.assertEqual(1024 * 10 + 4096 * 50, self.last('memory.used'))

    def test_parts_of_seconds_are_not_lost(self):
        for tenth in range(601):
            self.look(tenth / 10, memory=1024)
        self.assertEqual(1024 * 60, self.last('memory.used'))

    def test_disks(self):
        self.look(0, disk=100)
        self.look(30, disk=200)
        self.look(60)
        self.assertEqual(100 * 30 + 200 * 30, self.last('disk.stored'))

    def test_what_was_not_seen_counts_as_what_was_seen_first(self):
        self.host.poll(START - 20 * SECOND)
        self.host.event(START - 10 * SECOND, 'STARTED_BOOTED')
        self.look(0, memory=1024)
        self.look(60, memory=1024)
        self.assertEqual(70 * 1024, self.last('memory.used'))

    def test_an_answer_that_was_overtaken(self):
        self.look(0)
        self.look(50)
        self.look(40)
        self.look(60)
        self.assertEqual(60 * 1024, self.last('memory.used'))

    def test_memory_that_nobody_tells_just_now(self):
        self.look(0)
        found = base.stats()
        del found['balloon.rss']
        self.host.poll(START + 30 * SECOND, (GUEST, 1, found))
        self.look(60)
        self.assertEqual(60 * 1024, self.last('memory.used'))

    def test_it_is_held_while_a_migration_fails(self):
        self.look(0)
        self.host.event(START + 10 * SECOND, 'SUSPENDED_MIGRATED')
        self.host.poll(START + 15 * SECOND, (GUEST, 1, base.stats(
            memory=1024, state=base.MIGRATING)))
        self.host.event(START + 20 * SECOND, 'RESUMED_UNPAUSED')
        self.look(60)
        self.assertEqual(60 * 1024, self.last('memory.used'))

    def test_it_is_not_held_twice_when_a_guest_leaves(self):
        self.look(0)
        self.host.event(START + 10 * SECOND, 'SUSPENDED_MIGRATED')
        for second in (12, 15):
            self.host.poll(START + second * SECOND, (GUEST, 1, base.stats(
                memory=1024, state=base.MIGRATING)))
        self.host.event(START + 16 * SECOND, 'STOPPED_MIGRATED', -1)
        self.assertEqual(10 * 1024, self.last('memory.used'))

    def test_nor_when_nobody_saw_it_leave(self):
        self.look(0)
        self.look(9)
        self.host.event(START + 12 * SECOND, 'STOPPED_MIGRATED', -1)
        self.host.tick(START + 20 * SECOND)
        self.assertEqual(9 * 1024, self.last('memory.used'))
