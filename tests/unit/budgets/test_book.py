# SPDX-License-Identifier: Apache-2.0
"""Budgets are set, changed and removed; who did it is on record."""

import decimal

from billing_ledger import exception
from billing_ledger.budgets import budget as budgets
from billing_ledger.db import audit
from tests.unit.budgets import base

ROOT = audit.Actor('root', 'req-1')


class BookTest(base.BudgetsTestCase):

    def test_set_change_and_remove(self):
        kept = self.books.budgets
        entry = kept.set(base.PROJECT, base.terms(
            '100', thresholds=(100, 50, 50)), by=ROOT)
        self.assertEqual(
            ('100.00', (50, 100), (), 'notify', 86400, 'root'), (
                str(entry.budget.amount), *entry.budget[3:7],
                entry.budget.changed_by))
        self.assertEqual(entry, kept.get(base.PROJECT))
        changed = kept.set(base.PROJECT, base.terms('7.5', action='stop'))
        self.assertEqual([changed], kept.list())
        self.assertEqual([], kept.list('other'))
        self.assertEqual(changed, kept.remove(base.PROJECT, by=ROOT))
        self.assertEqual([], kept.list())
        for forget in (kept.get, kept.remove):
            with self.assertRaises(exception.BudgetNotFound):
                forget(base.PROJECT)
        records = self.books.audit(10, kind='budget')
        self.assertEqual(
            [('removed', '7.50', None), ('changed', '100.00', '7.50'),
             ('created', None, '100.00')],
            [(each.action, each.before and each.before['amount'],
              each.after and each.after['amount']) for each in records])
        self.assertEqual(('root', 'req-1'), records[0][2:4])

    def test_another_currency_has_other_decimals(self):
        self.assertEqual('100', str(self.set(
            '100', 'JPY').budget.amount))

    def test_what_is_refused(self):
        for changes, words in (
                ({'amount': decimal.Decimal(0)}, 'more than 0'),
                ({'amount': decimal.Decimal(-1)}, 'more than 0'),
                ({'amount': decimal.Decimal('NaN')}, 'decimal number'),
                ({'amount': decimal.Decimal('Infinity')}, 'decimal number'),
                ({'amount': decimal.Decimal('0.001')}, 'multiple of 0.01'),
                ({'amount': decimal.Decimal(10) ** 12}, 'less than'),
                ({'amount': 1.5}, 'decimal number'),
                ({'amount': None}, 'decimal number'),
                ({'currency': 'eur'}, 'currency'),
                ({'currency': None}, 'currency'),
                ({'thresholds': (0,)}, 'percentages'),
                ({'thresholds': (1001,)}, 'percentages'),
                ({'thresholds': ('50',)}, 'percentages'),
                ({'thresholds': (True,)}, 'percentages'),
                ({'thresholds': tuple(range(1, 22))}, 'more than 20'),
                ({'forecast_thresholds': (decimal.Decimal('1.5'),)},
                 'forecast_thresholds'),
                ({'action': 'delete'}, 'action is one of'),
                ({'action': None}, 'action is one of'),
                ({'grace_seconds': -1}, 'grace_seconds'),
                ({'grace_seconds': 10 ** 20}, 'grace_seconds'),
                ({'grace_seconds': 1.5}, 'grace_seconds')):
            with self.subTest(changes=changes), self.assertRaises(
                    exception.InvalidBudget) as caught:
                self.books.budgets.set(
                    base.PROJECT, base.terms()._replace(**changes))
            self.assertIn(words, str(caught.exception))
        for project_id in ('', None, 'x' * 65, 'a\nb', 5):
            with self.assertRaises(exception.InvalidBudget):
                self.set(project_id=project_id)
        self.assertEqual([], self.books.budgets.list())

    def test_removing_calls_off_what_is_announced(self):
        self.set('5', action=budgets.SHELVE)
        self.pass_to(6)
        self.check()
        due_at = self.books.budgets.get(base.PROJECT).as_dict()[
            'action_due_at']
        self.assertEqual('2026-11-03T16:00:00.000000+00:00', due_at)
        self.books.budgets.remove(base.PROJECT)
        self.assertIn(('budget.action_called_off', f'2026-11/{due_at}'),
                      self.told())
        self.set('5', action=budgets.SHELVE)
        self.assertIsNone(
            self.books.budgets.get(base.PROJECT).standing.due_at)

    def test_what_is_done_is_on_record(self):
        self.set('5', action=budgets.STOP, grace_seconds=0)
        self.pass_to(6)
        self.check()
        order = self.check().order
        self.books.budgets.note_done(order, 'an-instance')
        [record] = self.books.audit(1)
        self.assertEqual(('stop', 'instance', 'an-instance', None),
                         record[4:8])
        self.assertEqual('5.00', record.after['budget']['amount'])

    def test_an_order_stands_until_something_changes(self):
        self.set('5', action=budgets.STOP, grace_seconds=0)
        self.pass_to(6)
        self.check()
        order = self.check().order
        self.assertTrue(self.books.budgets.stands(order))
        self.pass_to(24 * 30)
        self.assertFalse(self.books.budgets.stands(order))    # December
        self.pass_to(7)
        self.set('5000', action=budgets.STOP, grace_seconds=0)
        self.assertFalse(self.books.budgets.stands(order))
        self.books.budgets.remove(base.PROJECT)
        self.assertFalse(self.books.budgets.stands(order))
