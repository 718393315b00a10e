# SPDX-License-Identifier: Apache-2.0
"""Several processes send and deliver the same notices: each arrives once."""

import multiprocessing
import traceback

from billing_ledger import conf as configuration
from billing_ledger import ledger
from tests.functional.db import base
from tests.functional.db import books as ledgers
from tests.unit.notify import base as receivers

_PROCESSES = 3
_NOTICES = 20


def _open_books(url, webhook_url):
    conf = configuration.new_conf(prog='tests', default_config_files=[],
                                  use_env=False)
    conf.set_override('connection', url, group='database')
    conf.set_override('channels', ['webhook'], group='notices')
    conf.set_override('webhook_url', webhook_url, group='notices')
    return ledger.Ledger(conf, lambda: ledgers.NOW)


def _work(url, webhook_url, results):
    """Send all notices, and deliver until nothing is due."""
    try:
        books = _open_books(url, webhook_url)
        new = sum(books.outbox.send(receivers.BUDGET._replace(
            period=f'2026-11/{number}')) for number in range(_NOTICES))
        while any(books.outbox.deliver()):
            pass
        ledgers.close_books(books)
        results.put(new)
    except BaseException:
        results.put(traceback.format_exc())
        raise


class NoticesTest(base.DatabaseTestCase):

    def test_each_is_sent_once(self):
        for backend in ledgers.BACKENDS:
            with self.subTest(backend), receivers.HTTPServer() as receiver:
                url = self.empty_database(backend)
                ledgers.create_books(url)
                self.run_at_once(url, receiver.url)
                books = _open_books(url, receiver.url)
                self.addCleanup(ledgers.close_books, books)
                books.outbox.deliver()
                self.assertEqual([], list(books.outbox.undelivered()))
                self.assertEqual(_NOTICES, len(receiver.requests))

    def run_at_once(self, url, webhook_url):
        context = multiprocessing.get_context('spawn')
        results = context.Queue()
        workers = [context.Process(target=_work,
                                   args=(url, webhook_url, results))
                   for _ in range(_PROCESSES)]
        for worker in workers:
            worker.start()
        found = [results.get(timeout=300) for _ in workers]
        for worker in workers:
            worker.join()
        self.assertEqual([int] * _PROCESSES, list(map(type, found)), found)

    def test_what_is_undelivered_after_failures(self):
        """Long texts in any letters, and every state, on each database."""
        for backend in ledgers.BACKENDS:
            with self.subTest(backend), receivers.HTTPServer(
                    (500, {})) as receiver:
                url = self.empty_database(backend)
                ledgers.create_books(url)
                books = _open_books(url, receiver.url)
                self.addCleanup(ledgers.close_books, books)
                notice = receivers.BUDGET._replace(
                    title='漢' * 200, text='🧾' * 20_000)
                self.assertTrue(books.outbox.send(notice))
                self.assertFalse(books.outbox.send(notice))
                self.assertEqual((0, 1), books.outbox.deliver())
                [row] = books.outbox.undelivered()
                self.assertEqual((notice.title, notice.text, 1),
                                 (row.title, row.text, row.attempts))
                self.assertEqual(1, books.outbox.retry(row.notice_id))
                self.assertEqual((0, 1), books.outbox.deliver())
                self.assertEqual(0, books.outbox.retry())
