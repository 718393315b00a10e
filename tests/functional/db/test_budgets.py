# SPDX-License-Identifier: Apache-2.0
"""Several processes check the same budgets: of everything there is one."""

import datetime
import decimal
import multiprocessing
import traceback

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger.budgets import budget as budgets
from tests.functional.db import base
from tests.functional.db import books as ledgers
from tests.recordings import files

_PROCESSES = 3
_RECORDINGS = ('01_lifecycle', '02_resize', '06_live_migrate_row')
# Still in the month that was recorded.
_NOW = ledgers.NOW - datetime.timedelta(hours=1)
_LATER = _NOW + datetime.timedelta(minutes=30)
_PRICED_FROM = datetime.datetime(2026, 11, 22, 6, tzinfo=datetime.UTC)
_NOBODYS = 'a-project-that-spends-nothing'


def _open_books(url, now=_NOW):
    conf = configuration.new_conf(prog='tests', default_config_files=[],
                                  use_env=False)
    conf.set_override('connection', url, group='database')
    conf.set_override('channels', ['webhook'], group='notices')
    return ledger.Ledger(conf, lambda: now)


def _check_all(url, results):
    """Check each budget; put down how many notices were new."""
    try:
        books = _open_books(url)
        results.put(sum(
            books.check_budget(entry.budget.project_id).notices
            for entry in books.budgets.list()))
        ledgers.close_books(books)
    except BaseException:
        results.put(traceback.format_exc())
        raise


class BudgetsTest(base.DatabaseTestCase):

    def test_each_notice_once(self):
        for backend in ledgers.BACKENDS:
            with self.subTest(backend):
                url = self.empty_database(backend)
                ledgers.create_books(url)
                books = self.open_filled(url)
                projects = self.set_budgets(books)
                counts = self.run_at_once(url)
                # For each project that spends: three thresholds, of them all
                # crossed by far, and the announcement.
                self.assertEqual(4 * len(projects), sum(counts))
                rows = list(books.outbox.undelivered())
                self.assertEqual(4 * len(projects), len(rows))
                self.assertEqual(
                    {'budget.threshold', 'budget.action_announced'},
                    {row.kind for row in rows})
                self.check_the_rest(url, books, projects)

    def open_filled(self, url, now=_NOW):
        books = _open_books(url, now)
        self.addCleanup(ledgers.close_books, books)
        if now == _NOW:
            for name in _RECORDINGS:
                books.record(files.messages(name))
            books.derive()
        return books

    def set_budgets(self, books):
        """Give each project a budget; return those that exceed it."""
        # What the recorded servers cost is less than a cent.
        books.prices.create(ledgers.new_price(
            'instance.uptime', '3600', _PRICED_FROM), allow_past=True,
            backdate=True)
        projects = sorted({row.project_id for row in books.charges(
            ledger.Query(ledgers.START, _NOW, group_by=('project',))).rows})
        self.assertGreater(len(projects), 1)
        for project_id in (*projects, _NOBODYS):
            books.budgets.set(project_id, budgets.Terms(
                decimal.Decimal('0.01'), 'EUR', action=budgets.STOP,
                grace_seconds=600))
        return projects

    def check_the_rest(self, url, books, projects):
        """After the grace it is due; a raise calls it off, once."""
        later = self.open_filled(url, _LATER)
        project_id = projects[0]
        order = later.check_budget(project_id).order
        self.assertTrue(later.budgets.stands(order))
        later.budgets.note_done(order, 'an-instance')
        later.budgets.set(project_id, budgets.Terms(
            decimal.Decimal(10) ** 11, 'EUR', action=budgets.STOP))
        self.assertFalse(later.budgets.stands(order))
        self.assertEqual([1, 0], [later.check_budget(project_id).notices
                                  for _ in range(2)])
        later.budgets.remove(projects[1])
        self.assertEqual(sorted([project_id, *projects[2:], _NOBODYS]), [
            entry.budget.project_id for entry in later.budgets.list()])
        self.assertEqual(2, sum(
            row.kind == 'budget.action_called_off'
            for row in books.outbox.undelivered()))

    def run_at_once(self, url):
        context = multiprocessing.get_context('spawn')
        results = context.Queue()
        workers = [context.Process(target=_check_all, args=(url, results))
                   for _ in range(_PROCESSES)]
        for worker in workers:
            worker.start()
        found = [results.get(timeout=300) for _ in workers]
        for worker in workers:
            worker.join()
        self.assertEqual([int] * _PROCESSES, list(map(type, found)), found)
        return found
