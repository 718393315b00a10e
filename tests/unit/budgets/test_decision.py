# SPDX-License-Identifier: Apache-2.0
"""What follows from what was spent, worked out by hand."""

import datetime
import decimal
import unittest

import hypothesis
from hypothesis import strategies

from billing_ledger import times
from billing_ledger.budgets import budget as budgets
from billing_ledger.budgets import decision

NOW = times.parse('2026-11-12T10:00')
HOUR = datetime.timedelta(hours=1)
FRESH = budgets.Standing()


def budget(action=budgets.NOTIFY, amount='200', grace_seconds=3600, **more):
    return budgets.Budget(**{
        'project_id': 'p', 'amount': decimal.Decimal(amount),
        'currency': 'EUR', 'thresholds': (50, 80, 100),
        'forecast_thresholds': (), 'action': action,
        'grace_seconds': grace_seconds, 'changed_at': NOW,
        'changed_by': None} | more)


def decide(of, spent, already=FRESH, forecast=None, now=NOW):
    return decision.decide(of, decimal.Decimal(spent),
                           forecast and decimal.Decimal(forecast), already,
                           now)


def percents(found):
    return [each.percent for each in found.crossed]


class LongerGraceTest(unittest.TestCase):

    def test_who_gives_a_week_means_it(self):
        """Announced with an hour of grace; the week was given then."""
        announced = decide(budget(budgets.STOP), '300').standing
        later = NOW + 2 * HOUR
        self.assertEqual(decision.ACT, decide(
            budget(budgets.STOP), '300', announced, now=later).step)
        self.assertIsNone(decide(
            budget(budgets.STOP, grace_seconds=7 * 86400), '300', announced,
            now=later).step)


class ThresholdTest(unittest.TestCase):

    def test_reached_is_crossed(self):
        # Of 200: 50 % are 100, 80 % are 160.
        for spent, expected in (
                ('0', []), ('99.9999999999', []), ('100', [50]),
                ('159.9999999999', [50]), ('160.00', [50, 80]),
                ('200', [50, 80, 100]), ('-5', []),
                ('9' * 12 + '.' + '9' * 10, [50, 80, 100])):
            with self.subTest(spent):
                self.assertEqual(expected, percents(decide(budget(), spent)))

    def test_each_is_told_once(self):
        first = decide(budget(), '100')
        again = decide(budget(), '120', first.standing)
        self.assertEqual([], percents(again))
        self.assertEqual(first.standing, again.standing)
        self.assertEqual([80], percents(decide(budget(), '160',
                                               again.standing)))

    def test_of_a_forecast(self):
        of = budget(thresholds=(), forecast_thresholds=(80, 100))
        self.assertEqual([], percents(decide(of, '500')))
        found = decide(of, '1', forecast='160')
        self.assertEqual((budgets.Threshold(80, True),), found.crossed)
        self.assertEqual((), decide(of, '1', found.standing, '160').crossed)

    def test_the_same_percentage_of_both_is_told_for_both(self):
        of = budget(thresholds=(50,), forecast_thresholds=(50,))
        self.assertEqual(
            (budgets.Threshold(50), budgets.Threshold(50, True)),
            decide(of, '100', forecast='100').crossed)

    def test_no_limit_without_an_action(self):
        self.assertIsNone(decide(budget(), '1000').step)


class LimitTest(unittest.TestCase):

    def setUp(self):
        self.budget = budget(budgets.STOP, thresholds=())
        self.announced = decide(self.budget, '200.01')

    def test_what_was_spent_to_the_cent_is_not_beyond(self):
        self.assertIsNone(decide(self.budget, '200').step)

    def test_first_it_is_announced(self):
        self.assertEqual(decision.ANNOUNCE, self.announced.step)
        self.assertEqual(budgets.Standing(frozenset(), 'stop', NOW + HOUR),
                         self.announced.standing)

    def test_within_the_grace_nothing_happens(self):
        for passed in (0 * HOUR, HOUR - times.MICROSECOND):
            found = decide(self.budget, '300', self.announced.standing,
                           now=NOW + passed)
            self.assertIsNone(found.step)
            self.assertEqual(self.announced.standing, found.standing)

    def test_afterwards_it_is_due_and_stays_so(self):
        for passed in (HOUR, 5 * HOUR):
            found = decide(self.budget, '300', self.announced.standing,
                           now=NOW + passed)
            self.assertEqual(decision.ACT, found.step)
            self.assertEqual(self.announced.standing, found.standing)

    def test_raising_the_budget_calls_it_off(self):
        for passed in (0 * HOUR, 5 * HOUR):
            found = decide(self.budget._replace(amount=decimal.Decimal(400)),
                           '300', self.announced.standing, now=NOW + passed)
            self.assertEqual(decision.CALL_OFF, found.step)
            self.assertEqual(FRESH, found.standing)

    def test_so_does_no_longer_wanting_any_action(self):
        found = decide(self.budget._replace(action=budgets.NOTIFY), '300',
                       self.announced.standing)
        self.assertEqual(decision.CALL_OFF, found.step)

    def test_another_action_is_announced_anew(self):
        found = decide(self.budget._replace(action=budgets.SHELVE), '300',
                       self.announced.standing, now=NOW + 2 * HOUR)
        self.assertEqual((decision.ANNOUNCE, 'shelve', NOW + 3 * HOUR), (
            found.step, found.standing.action, found.standing.due_at))

    def test_without_grace_it_is_announced_first_all_the_same(self):
        at_once = self.budget._replace(grace_seconds=0)
        found = decide(at_once, '300')
        self.assertEqual(decision.ANNOUNCE, found.step)
        self.assertEqual(decision.ACT, decide(
            at_once, '300', found.standing).step)


class AnyWayTest(unittest.TestCase):

    @hypothesis.given(strategies.lists(strategies.tuples(
        strategies.decimals(0, 1000, places=2), strategies.integers(0, 9999),
        strategies.sampled_from(budgets.ACTIONS),
        strategies.integers(1, 1000))))
    def test_nothing_twice_and_no_action_unannounced(self, story):
        standing, now, told = FRESH, NOW, []
        for spent, seconds, action, amount in story:
            now += datetime.timedelta(seconds=seconds)
            found = decide(budget(action, amount), spent, standing, now=now)
            if found.step == decision.ACT:
                self.assertEqual(action, standing.action)
                self.assertLessEqual(standing.due_at, now)
                self.assertGreater(spent, amount)
            told += found.crossed
            standing = found.standing
        self.assertEqual(len(told), len(set(told)))
