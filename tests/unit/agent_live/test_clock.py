# SPDX-License-Identifier: Apache-2.0
"""The time of readings, and when polls are due."""

import unittest

from hypothesis import given
from hypothesis import strategies

from billing_listener.agent import clock
from billing_listener.agent import schedule

_NS = 10 ** 9
_MINUTE = 60 * _NS
_MOMENTS = strategies.integers(1_700_000_000 * _NS, 1_900_000_000 * _NS)
_INTERVALS = strategies.integers(1, 60).map(lambda seconds: seconds * _NS)


class ClockTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.now = 10 ** 18
        self.clock = clock.Clock(lambda: self.now)

    def test_it_shows_the_wall_clock(self):
        self.assertEqual(10 ** 18, self.clock.now_ns())
        self.now += 5
        self.assertEqual(10 ** 18 + 5, self.clock.now_ns())

    def test_it_never_goes_back(self):
        before = self.clock.now_ns()
        self.now -= 3600 * _NS
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            self.assertEqual(before, self.clock.now_ns())
            self.now += 5 * _NS
            self.assertEqual(before, self.clock.now_ns())
        self.assertEqual(1, len(logs.output))
        self.assertIn('3600 s', logs.output[0])
        self.now = before + 7
        self.assertEqual(before + 7, self.clock.now_ns())

    def test_a_tiny_step_is_no_news(self):
        self.clock.now_ns()
        self.now -= _NS // 2
        with self.assertNoLogs('billing_listener'):
            self.clock.now_ns()


class ScheduleTest(unittest.TestCase):

    def test_the_first_poll_is_at_once(self):
        plan = schedule.Schedule(10 * _NS)
        self.assertEqual(0, plan.left_ns(123 * _NS))
        self.assertTrue(plan.take(123 * _NS))
        self.assertFalse(plan.take(123 * _NS))
        self.assertEqual(7 * _NS, plan.left_ns(123 * _NS))

    def test_each_minute_begins_with_a_poll(self):
        moments, now = [], 7 * _MINUTE
        while now < 9 * _MINUTE:
            now = schedule.next_poll(now, 25 * _NS)
            moments.append(now // _NS % 60)
        self.assertEqual([25, 50, 0, 25, 50, 0], moments)

    def test_hurry_makes_one_due(self):
        plan = schedule.Schedule(10 * _NS)
        plan.take(_MINUTE)
        plan.hurry()
        self.assertTrue(plan.take(_MINUTE + 1))

    @given(_MOMENTS, _INTERVALS)
    def test_the_next_one_is_near_and_no_minute_is_left_out(
            self, now, interval):
        due = schedule.next_poll(now, interval)
        self.assertLess(now, due)
        self.assertLessEqual(due - now, interval)
        self.assertLessEqual(due, (now // _MINUTE + 1) * _MINUTE)

    @given(_MOMENTS, _MOMENTS, _INTERVALS)
    def test_no_step_of_the_clock_keeps_it_waiting(self, now, then, interval):
        plan = schedule.Schedule(interval)
        plan.take(now)
        self.assertTrue(plan.take(then)
                        or plan.left_ns(then) <= interval)
