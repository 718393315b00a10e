# SPDX-License-Identifier: Apache-2.0
"""``openstack billing budget``, talking to the real API."""

from tests.unit.api import books
from tests.unit.client import test_osc


class BudgetTest(test_osc.OscTestCase):

    def test_set_list_and_unset(self):
        made = self.json(
            self.admins, 'budget', 'set', '250', '--project', books.ALPHA,
            '--threshold', '90', '--threshold', '10', '--forecast-threshold',
            '100', '--action', 'stop', '--grace', '60')
        self.assertEqual(
            ['250.00', [10, 90], [100], 'stop', 60],
            [made[name] for name in ('amount', 'thresholds',
                                     'forecast_thresholds', 'action',
                                     'grace_seconds')])
        [listed] = self.json(self.alices, 'budget', 'list')
        self.assertEqual(listed, {name: made[name] for name in listed})
        self.assertEqual(
            [listed], self.json(self.admins, 'budget', 'list', '--project',
                                books.ALPHA))
        self.assertEqual(made, self.json(
            self.admins, 'budget', 'unset', '--project', books.ALPHA))
        self.assertEqual([], self.json(self.admins, 'budget', 'list'))

    def test_what_goes_wrong_is_a_sentence(self):
        for arguments, words in (
                (['unset', '--project', books.ALPHA], 'has no budget'),
                (['set', 'much', '--project', books.ALPHA], 'amount')):
            code, _, err = self.run_command(self.admins, 'budget', *arguments)
            self.assertEqual(1, code)
            self.assertIn(words, err)
        code, _, err = self.run_command(self.alices, 'budget', 'set', '1',
                                        '--project', books.ALPHA)
        self.assertIn('billing:budgets:set', err)
