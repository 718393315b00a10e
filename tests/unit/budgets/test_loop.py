# SPDX-License-Identifier: Apache-2.0
"""The threads of billing-listener that check budgets and deliver notices."""

import threading
import time

from billing_ledger.budgets import budget as budgets
from billing_listener import delivery
from billing_listener import periodic
from billing_listener.budgets import enforcement
from billing_listener.budgets import loop
from billing_listener.reconcile import nova
from tests.unit.budgets import test_enforcement
from tests.unit.notify import base as receivers

_INTERVAL = 0.05


class ThreadTestCase(test_enforcement.EnforcementTestCase):

    def start(self, thread):
        self.addCleanup(thread.join, 20)
        self.addCleanup(self.stopping.set)
        thread.start()

    def wait_until(self, condition):
        deadline = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)


class BudgetingTest(ThreadTestCase):

    def start_checks(self, enforced=False, is_rushing=lambda: False):
        self.start(loop.Budgeting(
            self.books, _INTERVAL, self.stopping, is_rushing,
            enforcement.Enforcement(
                nova.Nova(self.read_conf()), self.books.budgets,
                self.stopping) if enforced else None))

    def test_all_budgets_are_checked(self):
        self.set('10')
        self.set('10', project_id='a-project-before')
        self.pass_to(6)
        self.start_checks()
        self.wait_until(self.told)

    def test_what_waits_in_the_queue_goes_first(self):
        self.set('10')
        self.pass_to(6)
        asked = []

        def is_rushing():
            asked.append(self.told())
            return True
        self.start_checks(is_rushing=is_rushing)
        self.wait_until(self.told)
        # Five rounds are left out, and no more.
        self.assertEqual([[]] * 6, asked[:6])

    def test_one_that_fails_does_not_stop_the_others(self):
        self.set('10')
        self.set('10', project_id='0')
        self.pass_to(6)
        check, failed = self.books.check_budget, threading.Event()

        def fail_at_first(project_id):
            if project_id == '0':
                failed.set()
                raise OSError('the database is away')
            return check(project_id)
        self.books.check_budget = fail_at_first
        with self.assertLogs(loop.LOG.logger, 'WARNING') as logs:
            self.start_checks()
            self.wait_until(self.told)
        self.assertTrue(failed.is_set())
        self.assertIn('the database is away', logs.output[0])

    def test_from_announcement_to_stopping(self):
        self.set('5', action=budgets.STOP, grace_seconds=3600)
        self.servers.append(test_enforcement.answers.server('a'))
        path = '/v2.1/servers/a/action'
        self.cloud.answers[path] = 500, {}
        self.pass_to(6)
        self.start_checks(enforced=True)
        self.wait_until(self.told)
        time.sleep(4 * _INTERVAL)
        self.assertEqual([], self.actions())
        with self.assertLogs(enforcement.LOG.logger, 'WARNING'):
            self.pass_to(7)
            self.wait_until(lambda: len(self.actions()) > 1)
        self.cloud.answers[path] = test_enforcement.ACCEPTED
        self.wait_until(lambda: self.books.audit(10, kind='instance'))

    def test_nothing_is_asked_unless_it_is_enforced(self):
        order = self.order()
        self.start_checks()
        time.sleep(4 * _INTERVAL)
        self.assertTrue(self.books.budgets.stands(order))
        self.assertEqual([], self.cloud.posts)


class DeliveryTest(ThreadTestCase):

    def test_off_unless_there_are_channels(self):
        for channels, interval, is_on in (
                ([], 60, False), (['mail'], 0, False), (['mail'], 60, True)):
            self.conf.set_override('channels', channels, group='notices')
            self.conf.set_override('deliver_interval', interval,
                                   group='notices')
            self.assertEqual(is_on, bool(delivery.make(
                self.conf, self.books, self.stopping)))

    def test_what_is_due_is_delivered(self):
        receiver = self.enterContext(receivers.HTTPServer())
        self.conf.set_override('webhook_url', receiver.url, group='notices')
        self.conf.set_override('deliver_interval', _INTERVAL, group='notices')
        self.start(delivery.make(self.conf, self.books, self.stopping))
        self.set('10')
        self.pass_to(6)
        self.check()
        self.wait_until(lambda: receiver.requests)
        self.wait_until(lambda: not self.told())
        self.assertIn(b'budget.threshold', receiver.requests[0][2])

    def test_what_fails_is_tried_again(self):
        self.conf.set_override('webhook_url', None, group='notices')
        self.conf.set_override('deliver_interval', _INTERVAL, group='notices')
        with self.assertLogs(periodic.LOG.logger, 'WARNING') as logs:
            self.start(delivery.make(self.conf, self.books, self.stopping))
            self.wait_until(lambda: len(logs.output) > 1)
        self.assertIn('webhook_url is not set', logs.output[0])
