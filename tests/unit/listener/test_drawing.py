# SPDX-License-Identifier: Apache-2.0
"""A listener draws from wallets where somebody configured it."""

import threading
import time

from billing_listener import drawing
from billing_listener import periodic
from tests.unit.ledger import base
from tests.unit.ledger import wallet_base


class TestDrawing(wallet_base.WalletsTestCase):

    def setUp(self):
        super().setUp()
        self.stopping = threading.Event()
        self.addCleanup(self.stopping.set)
        self.set_price('1')
        self.run_server('2026-11-02T00:00', hours=10)
        self.create()

    def make(self, interval):
        self.conf.set_override('draw_interval', interval, group='wallets')
        return drawing.make(self.conf, self.books, self.stopping)

    def run_until_drawn(self):
        thread = self.make(1)
        thread.start()
        deadline = time.monotonic() + 20
        while self.balance() == '0.00':
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        self.stopping.set()
        thread.join(20)
        self.assertFalse(thread.is_alive())
        self.assertEqual('-10.00', self.balance())

    def test_off_unless_configured(self):
        self.assertIsNone(drawing.make(self.conf, self.books, self.stopping))

    def test_it_draws(self):
        self.run_until_drawn()

    def test_a_wallet_that_fails_holds_up_no_other(self):
        self.create('0-before-it')
        draw = self.books.wallets.draw

        def fail_for_the_first(account_id, currency):
            if account_id != base.PROJECT:
                raise OSError('something is wrong')
            return draw(account_id, currency)

        self.books.wallets.draw = fail_for_the_first
        with self.assertLogs(drawing.LOG.logger, 'WARNING') as logs:
            self.run_until_drawn()
        self.assertIn('0-before-it', logs.output[0])

    def test_what_fails_is_tried_again(self):
        wallets, tries = self.books.wallets.list, []

        def fail_once():
            tries.append(1)
            if len(tries) == 1:
                raise OSError('the database is away')
            return wallets()

        self.books.wallets.list = fail_once
        with self.assertLogs(periodic.LOG.logger, 'WARNING') as logs:
            self.run_until_drawn()
        self.assertIn('the database is away', logs.output[0])
