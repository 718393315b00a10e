# SPDX-License-Identifier: Apache-2.0
"""Several processes record and derive at once: the books stay the same."""

from concurrent import futures
import decimal
import multiprocessing
import random
import traceback

from billing_ledger import exception
from tests.functional.db import base
from tests.functional.db import books as ledgers
from tests.recordings import files

_NAMES = ('06_live_migrate_row', '16_shelve', '30_storm')
_PROCESSES = 3


def _work(url, seed, results):
    """Record everything in an order of one's own, deriving now and then."""
    try:
        books = ledgers.open_books(url)
        chance = random.Random(seed)
        messages = [message for name in _NAMES
                    for message in files.messages(name)]
        chance.shuffle(messages)
        for batch in ledgers.batches(messages, 40):
            books.record(batch)
            if chance.random() < 0.5:
                books.derive(limit=chance.randint(1, 50))
        results.put(None)
    except BaseException:
        results.put(traceback.format_exc())
        raise


class ConcurrentTest(base.DatabaseTestCase):

    def test_processes(self):
        quiet = self.new_books('sqlite')
        for name in _NAMES:
            quiet.record(files.messages(name))
        expected = ledgers.everything(quiet)
        for backend in ledgers.BACKENDS:
            with self.subTest(backend):
                url = self.empty_database(backend)
                ledgers.create_books(url)
                self.run_at_once(url)
                books = self.open_books(url)
                # First what was derived meanwhile, then all anew.
                books.deriver.derive_all()
                self.assertEqual([], list(books.deriver.verify()))
                self.assert_same(expected, ledgers.everything(books))

    def run_at_once(self, url):
        context = multiprocessing.get_context('spawn')
        results = context.Queue()
        workers = [context.Process(target=_work, args=(url, seed, results))
                   for seed in range(_PROCESSES)]
        for worker in workers:
            worker.start()
        problems = [results.get(timeout=300) for _ in workers]
        for worker in workers:
            worker.join()
        self.assertEqual([None] * _PROCESSES, problems)

    def test_one_of_many_equal_prices_is_created(self):
        for backend in ledgers.BACKENDS:
            with self.subTest(backend):
                url = self.empty_database(backend)
                ledgers.create_books(url)
                books = self.open_books(url)
                new = ledgers.new_price('vcpu.allocated', decimal.Decimal(1),
                                        books.next_full_hour())

                def create(_, books=books, new=new):
                    try:
                        return books.prices.create(new)
                    except exception.PriceConflict:
                        return None

                with futures.ThreadPoolExecutor(4) as pool:
                    made = list(filter(None, pool.map(create, range(8))))
                self.assertEqual(made, [
                    price for price in books.prices.list('vcpu.allocated')
                    if price.effective_from == new.effective_from])
                self.assertEqual(1, len(made))
