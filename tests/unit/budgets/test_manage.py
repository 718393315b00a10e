# SPDX-License-Identifier: Apache-2.0
"""billing-manage budget."""

import json

from billing_ledger import times
from tests.unit.ledger import base
from tests.unit.ledger import managing


class ManageTest(managing.ManageTestCase):

    def test_from_setting_to_removing(self):
        made = self.json('budget', 'set', base.PROJECT, '12.5',
                         '--threshold', '90', '--action', 'stop', '--grace',
                         '60', '--forecast-threshold', '100')
        self.assertEqual(
            ['12.50', 'EUR', [90], [100], 'stop', 60],
            [made[name] for name in (
                'amount', 'currency', 'thresholds', 'forecast_thresholds',
                'action', 'grace_seconds')])
        self.assertEqual([made], self.json('budget', 'list'))
        self.assertEqual([], self.json('budget', 'list', '--project', 'x'))
        self.assertEqual(made, self.json('budget', 'remove', base.PROJECT))
        self.assertEqual([], self.json('budget', 'list'))
        self.assertEqual(
            ['removed', 'created'],
            [each['action'] for each in self.json(
                'audit', '--kind', 'budget')])

    def test_defaults(self):
        made = self.json('budget', 'set', base.PROJECT, '1', '--currency',
                         'USD')
        self.assertEqual(
            ['USD', [50, 80, 100], [], 'notify', 86400],
            [made[name] for name in (
                'currency', 'thresholds', 'forecast_thresholds', 'action',
                'grace_seconds')])

    def test_check(self):
        # A server that has run since the month began, whatever month it is.
        start = times.start_of_month(times.utcnow(), times.UTC)
        server = base.Server(created_at=start).says().launched()
        self.json('replay', '-', stdin='\n'.join(
            map(json.dumps, server.messages)).encode())
        self.json('price', 'create', '--meter', 'instance.uptime', '--price',
                  '3600', '--from', f'{start:%Y-%m-%d}')
        self.json('budget', 'set', base.PROJECT, '0.01', '--action', 'stop')
        [found] = self.json('budget', 'check')
        self.assertEqual(
            (base.PROJECT, f'{start:%Y-%m}', None, 0, None), (
                found['project_id'], found['month'], found['forecast'],
                found['notices'], found['due_action']))
        [listed] = self.json('budget', 'list')
        self.assertIsNotNone(listed['action_due_at'])
        for argv in (['budget', 'check'], ['budget', 'list']):
            status, out, err = self.run_manage(*argv)
            self.assertEqual((0, ''), (status, err))
            self.assertIn('┌', out)

    def test_errors_are_sentences(self):
        for argv, words in (
                (['remove', 'none'], 'Project none has no budget.'),
                (['set', 'x', '0'], 'must be more than 0'),
                (['set', 'x', 'much'], 'not a decimal'),
                (['set', 'x', '1', '--threshold', '0'], 'percentages'),
                (['set', 'x', '1', '--threshold', 'y'], 'invalid int'),
                (['set', 'x', '1', '--currency', 'euro'], 'ISO 4217'),
                (['set', 'x', '1', '--action', 'delete'], 'invalid choice'),
                (['set', 'x', '1', '--grace', '-1'], 'grace_seconds')):
            with self.subTest(argv=argv):
                status, _, err = self.run_manage('budget', *argv)
                self.assertNotEqual(0, status)
                self.assertIn(words, err)
