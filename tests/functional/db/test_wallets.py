# SPDX-License-Identifier: Apache-2.0
"""Processes top up and draw at once and are killed: all is there once."""

import datetime
import decimal
import multiprocessing
import random
import time
import traceback

from billing_ledger import conf as configuration
from billing_ledger import exception
from billing_ledger import ledger
from billing_ledger.statements import account as accounts
from billing_ledger.statements import month as months
from billing_ledger.statements import sums
from billing_ledger.wallets import journal
from tests.functional.db import base
from tests.functional.db import books as ledgers
from tests.unit.ledger import base as unit

_NOVEMBER = months.Month(2026, 11)
_END = unit.times.parse('2027-01-10T00:00')
# Ten hours pass in a second, so that each draw finds something to take.
_SPEED = 36_000
_PROCESSES = 3
_PAYMENTS = 12
_KILLS = 8
_SERVERS = 3


def _clock(began):
    """Return what tells a time that runs fast, the same to all processes."""
    return lambda: ledgers.START + datetime.timedelta(
        seconds=(time.time() - began) * _SPEED)


def _open(url, now):
    conf = configuration.new_conf(prog='tests', default_config_files=[],
                                  use_env=False)
    conf.set_override('connection', url, group='database')
    conf.set_override('channels', ['webhook'], group='notices')
    return ledger.Ledger(conf, now)


def _amount(number):
    return decimal.Decimal(number + 1) / 100


def _work(url, began, results=None):
    """Send every payment, draw after each; tell what went wrong."""
    try:
        books = _open(url, _clock(began))
        for number in range(_PAYMENTS):
            for wallet in books.wallets.list():
                books.wallets.top_up(
                    wallet.account_id, None, _amount(number),
                    f'{wallet.account_id}-{number}')
                list(books.wallets.draw(wallet.account_id))
        ledgers.close_books(books)
        problem = None
    except Exception:
        problem = traceback.format_exc()
    if results is not None:
        results.put(problem)


def _claim(url, account_id, results):
    """Claim every payment for one account; tell how many were others'."""
    try:
        books = _open(url, lambda: ledgers.NOW)
        refused = 0
        for number in range(_PAYMENTS):
            try:
                books.wallets.top_up(account_id, None, _amount(number),
                                     f'shared-{number}')
            except exception.WalletConflict:
                refused += 1
        ledgers.close_books(books)
        results.put(refused)
    except Exception:
        results.put(traceback.format_exc())


def _fill(url):
    """Record servers; give their payers a wallet each.

    An account with a tax pays for two of the projects, the third for itself.
    """
    ledgers.create_books(url)
    books = ledgers.open_books(url, now=ledgers.START)
    account = books.statements.accounts.create(accounts.Terms(
        name='Example Ltd', tax_name='VAT', tax_percent=decimal.Decimal(19)))
    for number in range(_SERVERS):
        server = unit.Server(instance_id=f'server-{number}',
                             project_id=f'project-{number}',
                             created_at=ledgers.START)
        server.says().after(unit.MINUTE).launched(flavor='large')
        server.after(1000 * unit.HOUR).deleted()
        books.record(server.messages)
        if number:
            books.statements.accounts.add_project(
                account.id, f'project-{number}', _NOVEMBER)
    for account_id in ('project-0', account.id):
        books.wallets.create(account_id)
    books.derive()
    ledgers.close_books(books)


class WalletsTest(base.DatabaseTestCase):

    def setUp(self):
        super().setUp()
        # Quick to start, so that most are killed amid their work.
        self.context = multiprocessing.get_context('forkserver')
        self.context.set_forkserver_preload([__name__])

    def test_killed_again_and_again(self):
        for backend in ledgers.BACKENDS:
            with self.subTest(backend):
                url = self.empty_database(backend)
                _fill(url)
                began = time.time()
                books = _open(url, lambda: _END)
                self.addCleanup(ledgers.close_books, books)
                self.kill_some(url, began, books, random.Random(backend))
                self.finish(url, began)
                self.assertEqual([], list(books.wallets.verify()))
                self.check_payments(books)
                self.check_draws(books)

    def test_a_payment_is_of_one_wallet(self):
        for _, books in self.on_each_backend():
            for number in range(_PROCESSES):
                books.wallets.create(f'project-{number}')
            results = self.context.Queue()
            workers = [self.context.Process(target=_claim, args=(
                books.database.url.render_as_string(False),
                f'project-{number}', results))
                for number in range(_PROCESSES)]
            for worker in workers:
                worker.start()
            refused = [results.get(timeout=300) for _ in workers]
            for worker in workers:
                worker.join()
            # Each payment goes to one of three, and not to two.
            self.assertEqual([int] * _PROCESSES,
                             list(map(type, refused)), refused)
            self.assertEqual(_PAYMENTS * 2, sum(refused))
            # 0.01 + 0.02 + ... + 0.12
            self.assertEqual(decimal.Decimal('0.78'), sums.total(
                each.balance for each in books.wallets.list()))
            self.assertEqual([], list(books.wallets.verify()))

    def kill_some(self, url, began, books, chance):
        """Let processes work, and kill each while it is at it."""
        workers = [self.start(url, began) for _ in range(_PROCESSES)]
        amid_work = entries = 0
        for _ in range(_KILLS):
            entries = self.wait_for_more(books, entries, workers)
            time.sleep(chance.random() * 0.2)
            victim = workers.pop(chance.randrange(_PROCESSES))
            amid_work += victim.is_alive()
            victim.kill()
            victim.join()
            self.assertEqual([], list(books.wallets.verify()))
            workers.append(self.start(url, began))
        self.assertGreater(amid_work, 2)
        for worker in workers:
            worker.kill()
            worker.join()

    def wait_for_more(self, books, before, workers):
        """Return how many entries there are, when there are more."""
        deadline = time.monotonic() + 120
        while any(worker.is_alive() for worker in workers):
            count = sum(each.entries for each in books.wallets.list())
            if count > before:
                return count
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        return before

    def finish(self, url, began):
        """Let some processes do all of it at once, to the end."""
        results = self.context.Queue()
        workers = [self.start(url, began, results)
                   for _ in range(_PROCESSES)]
        problems = [results.get(timeout=300) for _ in workers]
        for worker in workers:
            worker.join()
        self.assertEqual([None] * _PROCESSES, problems)

    def check_payments(self, books):
        """Each was counted once: 0.01, 0.02 and so on."""
        for wallet in books.wallets.list():
            paid = [entry.amount for entry in self.entries(books, wallet)
                    if entry.kind == journal.TOP_UP]
            self.assertEqual([_amount(each) for each in range(_PAYMENTS)],
                             sorted(paid))

    def check_draws(self, books):
        """What was drawn is, after closing, what the statements say."""
        list(books.statements.close_due())
        list(books.statements.closing.close(_NOVEMBER))
        for wallet in books.wallets.list():
            owed = [each.total for each in books.statements.list(
                wallet.account_id)]
            drawn = [entry.amount for entry in self.entries(books, wallet)
                     if entry.kind == journal.DRAW]
            # Time went on, and nothing was drawn from what was old.
            self.assertLess(max(drawn), 0)
            self.assertGreater(len(drawn), _PAYMENTS)
            list(books.wallets.draw(wallet.account_id))
            wallet = books.wallets.get(wallet.account_id)
            self.assertEqual(
                sums.total(map(_amount, range(_PAYMENTS)))
                - sums.total(owed), wallet.balance)
            self.assertEqual('2027-01', wallet.draw_from)

    def entries(self, books, wallet):
        return books.wallets.entries(wallet.account_id, limit=100_000)

    def start(self, url, began, results=None):
        worker = self.context.Process(target=_work,
                                      args=(url, began, results))
        worker.start()
        return worker
