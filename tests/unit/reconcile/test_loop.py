# SPDX-License-Identifier: Apache-2.0
"""The thread: on start, on a schedule, after audits, and never in the way."""

import threading
import types
import unittest

from billing_listener.reconcile import loop
from billing_listener.reconcile import nova
from billing_listener.reconcile import projects
from billing_listener.reconcile import rounds
from tests.unit.ledger import base

_SECONDS = 10


class Reconciler:
    """Counts what it is asked for; fails as often as it is told to."""

    def __init__(self, failures=0):
        self.failures = failures
        self.rounds = 0
        self.asked = []
        self.changed = threading.Condition()

    def compare_all(self):
        with self.changed:
            self.rounds += 1
            self.changed.notify_all()
            if self.rounds <= self.failures:
                raise nova.NovaAway(reason='ConnectFailure: nobody answers')
        return rounds.Result()

    def compare_some(self, ids):
        with self.changed:
            self.asked += ids
            self.changed.notify_all()
        return rounds.Result()

    def wait_for(self, condition):
        with self.changed:
            if not self.changed.wait_for(condition, _SECONDS):
                raise AssertionError('it did not happen')


class LoopTestCase(base.BooksTestCase):

    def start(self, reconciler, interval=0.01, is_rushing=lambda: False,
              learn=lambda: 0):
        stopping = threading.Event()
        thread = loop.Reconciliation(
            reconciler, self.books, types.SimpleNamespace(
                interval=interval, audit_interval=0.01),
            stopping, is_rushing, learn)
        self.addCleanup(thread.join, _SECONDS)
        self.addCleanup(stopping.set)
        thread.start()
        return thread

    def audit(self, thread, **changes):
        """Store an hourly audit, as the listener does."""
        self.server.after(base.HOUR).says('instance.exists', **changes)
        messages = self.server.messages[-1:]
        self.assertTrue(thread.watch(
            lambda batch: bool(self.books.record(batch)))(messages))


class TestLoop(LoopTestCase):

    def setUp(self):
        super().setUp()
        loop._GLANCE_SECONDS = 0.01
        self.addCleanup(setattr, loop, '_GLANCE_SECONDS', 1)
        self.server = base.Server().says().after(base.MINUTE).launched()
        self.books.record(self.server.messages)

    def test_on_start_and_on_a_schedule(self):
        reconciler = Reconciler()
        self.start(reconciler)
        reconciler.wait_for(lambda: reconciler.rounds >= 3)

    def test_nova_away_is_logged_once_and_tried_again(self):
        reconciler = Reconciler(failures=3)
        with self.assertLogs('billing_listener.reconcile.loop',
                             'WARNING') as logs:
            self.start(reconciler)
            reconciler.wait_for(lambda: reconciler.rounds >= 6)
        self.assertEqual(1, sum('put off' in line for line in logs.output))
        self.assertEqual(1, sum('works again' in line
                                for line in logs.output))

    def test_a_keystone_that_lists_no_projects_stops_nothing(self):
        def learn():
            raise projects.KeystoneAway(reason='Forbidden')
        reconciler = Reconciler()
        with self.assertLogs('billing_listener.reconcile.loop',
                             'WARNING') as logs:
            self.start(reconciler, learn=learn)
            reconciler.wait_for(lambda: reconciler.rounds >= 3)
        self.assertEqual(1, len(logs.output))
        self.assertIn('Forbidden', logs.output[0])

    def test_what_waits_in_the_queue_is_stored_first(self):
        reconciler, rushing = Reconciler(), [True, True, True]
        self.start(reconciler, is_rushing=lambda: bool(rushing and
                                                       rushing.pop()))
        reconciler.wait_for(lambda: reconciler.rounds)
        self.assertEqual([], rushing)

    def test_an_audit_that_tells_something_else_is_followed_up(self):
        reconciler = Reconciler()
        thread = self.start(reconciler, interval=3600)
        reconciler.wait_for(lambda: reconciler.rounds)
        self.audit(thread, host='cmp2')
        reconciler.wait_for(lambda: reconciler.asked)
        self.assertEqual([base.INSTANCE], reconciler.asked)

    def test_an_audit_that_tells_the_same_is_not(self):
        reconciler = Reconciler()
        thread = self.start(reconciler, interval=3600)
        reconciler.wait_for(lambda: reconciler.rounds)
        self.audit(thread)
        self.server = base.Server(instance_id='other')
        self.audit(thread, host='cmp1', state='active',
                   launched_at=base.nova_time(base.START + base.MINUTE))
        reconciler.wait_for(lambda: reconciler.asked)
        self.assertEqual(['other'], reconciler.asked)

    def test_a_batch_that_was_not_stored_tells_nothing(self):
        thread = loop.Reconciliation(
            None, self.books, types.SimpleNamespace(
                interval=1, audit_interval=1), None, None,
            lambda: 0)
        self.assertFalse(thread.watch(lambda batch: False)(
            [{'event_type': 'instance.exists'}]))
        self.assertTrue(thread.watch(lambda batch: True)(
            [{'event_type': 'instance.exists'}, {}]))


class TestConf(unittest.TestCase):

    def test_it_is_off_unless_auth_url_is_set(self):
        from billing_listener import cmd
        self.assertIsNone(loop.make(cmd.read_conf([]), None, None, None))
