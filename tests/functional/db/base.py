# SPDX-License-Identifier: Apache-2.0
"""What the tests of the ledger on real databases stand on."""

import tempfile
import unittest

from tests.functional.db import books as ledgers


class DatabaseTestCase(unittest.TestCase):
    """Makes databases, and removes them after the test."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def empty_database(self, backend):
        """Return the URL of an empty database."""
        url = ledgers.create_database(backend, self.folder)
        self.addCleanup(ledgers.drop_database, backend, url)
        return url

    def new_books(self, backend):
        """Return a Ledger with tables and prices."""
        url = self.empty_database(backend)
        ledgers.create_books(url)
        return self.open_books(url)

    def open_books(self, url, **more):
        """Return a Ledger on a database."""
        books = ledgers.open_books(url, **more)
        self.addCleanup(ledgers.close_books, books)
        return books

    def on_each_backend(self):
        """Yield (backend, new Ledger), each as a subtest."""
        for backend in ledgers.BACKENDS:
            with self.subTest(backend):
                yield backend, self.new_books(backend)

    def assert_same(self, expected, found):
        """Check that two long texts are equal; tell where they begin not to.
        """
        if expected != found:
            at = next((number for number, pair in enumerate(
                zip(expected, found, strict=False)) if pair[0] != pair[1]),
                min(len(expected), len(found)))
            self.fail(f'{expected[at - 200:at + 200]}\n--- is not ---\n'
                      f'{found[at - 200:at + 200]}')
