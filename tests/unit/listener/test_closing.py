# SPDX-License-Identifier: Apache-2.0
"""A listener closes months where somebody configured it."""

import threading
import time

from billing_listener import closing
from billing_listener import periodic
from tests.unit.ledger import statement_base


class TestClosing(statement_base.StatementsTestCase):

    def setUp(self):
        super().setUp()
        self.stopping = threading.Event()
        self.addCleanup(self.stopping.set)

    def make(self, interval):
        self.conf.set_override('close_interval', interval, group='statements')
        return closing.make(self.conf, self.books, self.stopping)

    def wait_until(self, condition):
        deadline = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def stop(self, thread):
        self.stopping.set()
        thread.join(20)
        self.assertFalse(thread.is_alive())

    def test_off_unless_configured(self):
        self.assertIsNone(closing.make(self.conf, self.books, self.stopping))

    def test_it_closes_what_is_due(self):
        self.set_price('1')
        self.run_server('2026-10-02T00:00', hours=10)
        thread = self.make(1)
        thread.start()
        self.wait_until(self.books.statements.list)
        self.stop(thread)
        closed, = self.books.statements.list()
        self.assertEqual('2026-000001', closed.number)

    def test_what_fails_is_tried_again(self):
        self.set_price('1')
        self.run_server('2026-10-02T00:00', hours=10)
        close_due, tries = self.books.statements.close_due, []

        def fail_once():
            tries.append(1)
            if len(tries) == 1:
                raise OSError('the database is away')
            return close_due()

        self.books.statements.close_due = fail_once
        thread = self.make(1)
        with self.assertLogs(periodic.LOG.logger, 'WARNING') as logs:
            thread.start()
            self.wait_until(self.books.statements.list)
        self.stop(thread)
        self.assertIn('the database is away', logs.output[0])
