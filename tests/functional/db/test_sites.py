# SPDX-License-Identifier: Apache-2.0
"""Projects and lines by user, on each database the same."""

import concurrent.futures
import datetime

from billing_ledger.db import projects
from billing_ledger.db.projects import Project
from billing_ledger.sites import site
from billing_ledger.sites import site_file
from billing_ledger.statements import account
from billing_ledger.statements import lines
from billing_ledger.statements import month as months
from tests.functional.db import base
from tests.functional.db import books as ledgers
from tests.recordings import files

_MONTH = months.of(ledgers.START, ledgers.START.tzinfo)
_MANY = [Project(f'p{number:05}', f'Projekt Ü \U0001f642 {number}', 'd')
         for number in range(1200)]


class ProjectsTest(base.DatabaseTestCase):

    def test_many(self):
        for _, books in self.on_each_backend():
            self.assertEqual(1200, books.projects.store(_MANY))
            self.assertEqual(0, books.projects.store(_MANY))
            books.projects.set(Project('P00000', 'p', 'd'))
            self.assertEqual(1201, len(books.projects.list()))
            with books.database.reading() as connection:
                found = projects.names(connection, [
                    *(each.id for each in _MANY), 'unknown'])
            self.assertEqual({each.id: each.name for each in _MANY}, found)

    def test_by_several_at_once(self):
        for _, books in self.on_each_backend():
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda _, kept=books.projects: kept.store(
                    _MANY[:300]), range(8)))
            self.assertEqual(_MANY[:300], sorted(books.projects.list()))


class LinesTest(base.DatabaseTestCase):

    def later(self, books):
        """Return the Statements of a time when the month may be closed."""
        return self.open_books(
            books.database.url.render_as_string(hide_password=False),
            now=ledgers.NOW + datetime.timedelta(days=9)).statements

    def test_lines_by_user(self):
        messages = [message for name in files.NAMES
                    for message in files.messages(name)]
        texts = {}
        for backend, books in self.on_each_backend():
            books.record(messages)
            books.derive()
            kept = books.statements
            drafts = list(kept.would_close(_MONTH))
            made = kept.accounts.create(account.Terms(
                'Example', detail=lines.BY_USER))
            for project_id in {line.project_id for each in drafts
                               for line in each.lines}:
                kept.accounts.add_project(made.id, project_id, _MONTH)
            found = site.collect(books, _MONTH)
            self.assertEqual(found, site_file.read(
                site_file.write(found).encode(), 'x'))
            closed, = self.later(books).closing.close(_MONTH)
            self.assertEqual([], list(kept.verify()))
            stored = kept.get(closed.number)
            self.assertTrue(all(line.user_id for line in stored.lines))
            # The ids of prices differ from database to database.
            texts[backend] = [str(line._replace(price_id=None))
                              for line in stored.lines]
        self.assertEqual(texts['sqlite'], texts['mariadb'])
        self.assertEqual(texts['sqlite'], texts['postgresql'])
