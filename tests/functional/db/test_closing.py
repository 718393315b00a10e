# SPDX-License-Identifier: Apache-2.0
"""Processes close a month at once and are killed: each statement is there
once."""

import decimal
import json
import multiprocessing
import random
import time
import traceback

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger.statements import account as accounts
from billing_ledger.statements import credit as credits_
from billing_ledger.statements import month as months
from billing_ledger.statements import plain
from tests.functional.db import base
from tests.functional.db import books as ledgers
from tests.unit.ledger import base as unit

_NOVEMBER = months.Month(2026, 11)
_CLOSING_TIME = unit.times.parse('2027-01-10T00:00:00.123456')
_PROCESSES = 3
_PROJECTS = 24
_KILLS = 12


def _open(url):
    """Return a Ledger whose present is when November may be closed."""
    conf = configuration.new_conf(prog='tests', default_config_files=[],
                                  use_env=False)
    conf.set_override('connection', url, group='database')
    return ledger.Ledger(conf, lambda: _CLOSING_TIME)


def _work(url, results=None):
    """Close all that is due, and tell what went wrong."""
    try:
        books = _open(url)
        for month in (_NOVEMBER, _NOVEMBER.plus(1)):
            list(books.statements.closing.close(month))
        problem = None
    except Exception:
        problem = traceback.format_exc()
    if results is not None:
        results.put(problem)


def _messages(project):
    """Return what Nova says of two servers of a project."""
    found = []
    for number in range(2):
        server = unit.Server(
            instance_id=f'server-{project}-{number}',
            project_id=f'project-{project}',
            name=f'\u00fc{number} <b>\U0001f642</b> "\\ ')
        server.says().after(unit.MINUTE * (project + 1)).launched()
        found += server.after(unit.HOUR * (20 * project + 900 * number)
                              ).deleted().messages
    return found


def _fill(url):
    """Record servers, accounts of two projects each, and credits."""
    ledgers.create_books(url)
    books = ledgers.open_books(url, now=ledgers.START)
    for project in range(_PROJECTS):
        books.record(_messages(project))
    kept = books.statements
    for number in range(_PROJECTS // 4):
        account = kept.accounts.create(accounts.Terms(
            name=f'Account {number} \U0001f642 ', tax_name='VAT',
            address='Street 1\nTown ',
            tax_percent=decimal.Decimal(19)))
        for project in (2 * number, 2 * number + 1):
            kept.accounts.add_project(account.id, f'project-{project}',
                                      _NOVEMBER)
        # More than a month costs, less than two: two statements share it.
        kept.credits.grant(credits_.Grant(
            account.id, 'Welcome', 'EUR', amount=decimal.Decimal(20)))
    books.deriver.derive_all()
    ledgers.close_books(books)


def _told(books):
    """Return all statements but what depends on who came first, as text."""
    found = []
    for head in books.statements.list():
        document = plain.of_statement(books.statements.get(head.number))
        for name in ('number', 'digest', 'issued_at'):
            del document[name]
        del document['account']['id']
        for line in document['lines']:
            del line['price_id'], line['refers_to']
        found.append(json.dumps(document, sort_keys=True))
    return '\n'.join(sorted(found))


class ClosingTest(base.DatabaseTestCase):

    def setUp(self):
        super().setUp()
        # Quick to start, so that most are killed amid their work.
        self.context = multiprocessing.get_context('forkserver')
        self.context.set_forkserver_preload([__name__])

    def test_killed_again_and_again(self):
        url = self.empty_database('sqlite')
        _fill(url)
        _work(url)
        books = self.opened(url)
        expected = _told(books)
        count = len(books.statements.list())
        self.assertGreater(count, _PROJECTS)
        for backend in ledgers.BACKENDS:
            with self.subTest(backend):
                url = self.empty_database(backend)
                _fill(url)
                books = self.opened(url)
                self.kill_some(url, books, random.Random(backend))
                self.finish(url)
                self.assertEqual([], list(books.statements.verify()))
                self.assertEqual(
                    [f'2027-{number:06}' for number in range(count, 0, -1)],
                    [head.number for head in books.statements.list()])
                self.assert_same(expected, _told(books))

    def opened(self, url):
        books = _open(url)
        self.addCleanup(ledgers.close_books, books)
        return books

    def kill_some(self, url, books, chance):
        """Let processes close, and kill each while it is at it."""
        workers = [self.start(url) for _ in range(_PROCESSES)]
        before = amid_work = 0
        for _ in range(_KILLS):
            before = self.wait_for_more(books, before, workers)
            time.sleep(chance.random() * 0.05)
            victim = workers.pop(chance.randrange(_PROCESSES))
            amid_work += victim.is_alive()
            victim.kill()
            victim.join()
            self.assertEqual([], list(books.statements.verify()))
            workers.append(self.start(url))
        self.assertGreater(amid_work, 2)
        for worker in workers:
            worker.kill()
            worker.join()

    def wait_for_more(self, books, before, workers):
        """Return how many statements there are, when there are more."""
        deadline = time.monotonic() + 120
        while any(worker.is_alive() for worker in workers):
            count = len(books.statements.list())
            if count > before:
                return count
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        return before

    def finish(self, url):
        """Let some processes do the rest at once."""
        results = self.context.Queue()
        workers = [self.start(url, results) for _ in range(_PROCESSES)]
        problems = [results.get(timeout=300) for _ in workers]
        for worker in workers:
            worker.join()
        self.assertEqual([None] * _PROCESSES, problems)

    def start(self, url, results=None):
        worker = self.context.Process(
            target=_work, args=(url, results))
        worker.start()
        return worker
