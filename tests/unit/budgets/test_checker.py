# SPDX-License-Identifier: Apache-2.0
"""Budgets against real charges: 1 EUR an hour since 2 November, 10:00."""

import decimal

from billing_ledger.budgets import budget as budgets
from tests.unit.budgets import base

FIFTY = ('budget.threshold', '2026-11/50%')
EIGHTY = ('budget.threshold', '2026-11/80%')
HUNDRED = ('budget.threshold', '2026-11/100%')


class ThresholdTest(base.BudgetsTestCase):

    def test_no_budget(self):
        self.assertIsNone(self.check())

    def test_no_charges(self):
        self.set(project_id='other')
        found = self.check('other')
        self.assertEqual((decimal.Decimal(0), 0, None),
                         (found.spent, found.notices, found.order))
        self.assertEqual([], self.told())

    def test_the_very_beginning_of_a_month(self):
        self.set('1')
        self.now = base.base.times.parse('2026-12-01T00:00')
        self.assertEqual(0, self.check().spent)

    def test_each_threshold_once(self):
        self.set('10')
        for hours, new, told in (
                (4, 0, []), (5, 1, [FIFTY]), (6, 0, [FIFTY]),
                (30, 2, [FIFTY, HUNDRED, EIGHTY]),
                (31, 0, [FIFTY, HUNDRED, EIGHTY])):
            with self.subTest(hours):
                self.pass_to(hours)
                found = self.check()
                self.assertEqual((decimal.Decimal(hours), new),
                                 (found.spent, found.notices))
                self.assertEqual(told, self.told())

    def test_what_it_says(self):
        self.set('10', thresholds=(50,))
        self.pass_to(6.5)
        self.check()
        [row] = self.books.outbox.undelivered()
        self.assertEqual('50% of the budget for 2026-11 are used', row.title)
        self.assertEqual(f'Project {base.PROJECT} has cost 6.50 of 10.00 EUR '
                         'in 2026-11.', row.text)
        self.assertEqual(
            '{"amount": "6.50", "budget": "10.00", "currency": "EUR", '
            '"month": "2026-11", "threshold": "50"}', row.data)

    def test_each_month_anew(self):
        self.set('10', thresholds=(50,))
        self.pass_to(6)
        self.check()
        # 1 December, 4:00 and 5:00: 4 and 5 EUR of that month.
        self.now = base.base.times.parse('2026-12-01T04:00')
        self.assertEqual((decimal.Decimal(4), 0), self.check()[2:5:2])
        self.now += base.HOUR
        self.check()
        self.assertEqual([FIFTY, ('budget.threshold', '2026-12/50%')],
                         self.told())

    def test_a_raise_does_not_tell_again(self):
        self.set('10', thresholds=(50,))
        self.pass_to(6)
        self.check()
        self.set('12', thresholds=(50,))
        self.assertEqual(0, self.check().notices)

    def test_other_currencies_are_not_counted(self):
        self.set('10', 'USD')
        self.pass_to(20)
        self.assertEqual((0, 0), (self.check().spent, self.check().notices))

    def test_a_forecast(self):
        self.set('648', thresholds=(), forecast_thresholds=(50, 100))
        self.pass_to(62)                     # 5 November, 0:00
        # 62 h by then. The last whole days cost 14, 24 and 24, 62 / 3 on
        # average; 26 days are left: 62 + 26 * 62 / 3 = 599.33, 92 % of 648.
        found = self.check()
        self.assertEqual('599.33', f'{found.forecast:.2f}')
        self.assertEqual([('budget.forecast', '2026-11/50%')], self.told())
        [row] = self.books.outbox.undelivered()
        self.assertIn('is expected to cost 599.33 of 648.00 EUR', row.text)

    def test_nobody_is_told_without_a_channel(self):
        self.conf.set_override('channels', [], group='notices')
        self.set('10')
        self.pass_to(6)
        self.assertEqual(0, self.check().notices)


class LimitTest(base.BudgetsTestCase):

    def setUp(self):
        super().setUp()
        self.set('10', thresholds=(), action=budgets.STOP)
        self.pass_to(11)
        self.announced = self.check()
        # 11 hours after 2 November, 10:00, and a day of grace.
        self.period = '2026-11/2026-11-03T21:00:00.000000+00:00'

    def kinds(self):
        return [kind.removeprefix('budget.action_') for kind, period
                in self.told() if period == self.period]

    def test_it_is_announced(self):
        self.assertIsNone(self.announced.order)
        self.assertEqual(['announced'], self.kinds())
        [row] = self.books.outbox.undelivered()
        self.assertIn('has cost 11.00 of 10.00 EUR', row.text)
        self.assertIn('to be stopped at 2026-11-03T21:00:00', row.text)

    def test_it_is_due_after_the_grace(self):
        self.pass_to(34)
        self.assertIsNone(self.check().order)
        self.pass_to(35)
        order = self.check().order
        self.assertEqual(('stop', base.PROJECT), (
            order.standing.action, order.budget.project_id))
        self.assertEqual('stop', self.check().as_dict()['due_action'])
        self.assertEqual(['announced'], self.kinds())

    def test_a_raise_calls_it_off(self):
        self.set('40', thresholds=(), action=budgets.STOP)
        self.pass_to(35)
        self.assertIsNone(self.check().order)
        self.assertIsNone(self.check().order)
        self.assertEqual(['announced', 'called_off'], self.kinds())

    def test_beyond_the_raised_budget_it_is_announced_anew(self):
        self.set('40', thresholds=(), action=budgets.STOP)
        self.pass_to(35)
        self.check()
        self.pass_to(41)
        self.assertIsNone(self.check().order)
        self.assertEqual(3, len(self.told()))
        self.pass_to(65)
        self.assertIsNotNone(self.check().order)

    def test_it_lapses_with_the_month(self):
        self.now = base.base.times.parse('2026-12-01T03:00')
        self.assertIsNone(self.check().order)
        self.assertIsNone(
            self.books.budgets.get(base.PROJECT).standing.due_at)
