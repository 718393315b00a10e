# SPDX-License-Identifier: Apache-2.0
"""What the tests of billing-listener stand on: one broker, fresh queues."""

import tempfile
import unittest

from tests.functional import services
from tests.functional.db import books as ledgers
from tests.functional.listener import broker
from tests.functional.listener import process
from tests.functional.listener import stream


class ListenerTestCase(unittest.TestCase):
    """Has a broker with no queues at ``self.bus_url``, and a database with
    prices at ``self.url``."""

    backend = 'sqlite'

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.rabbit = self.find_broker()
        self.bus_url = self.rabbit.new_virtual_host()
        self.url = self.new_database()

    def find_broker(self):
        """Return a running RabbitMQ."""
        return services.shared(services.RabbitMQ)

    def new_database(self, backend=None):
        """Return the URL of a database with tables and prices."""
        backend = backend or self.backend
        url = ledgers.create_database(backend, self.folder)
        self.addCleanup(ledgers.drop_database, backend, url)
        ledgers.create_books(url)
        return url

    def open_books(self, url=None):
        """Return a Ledger on a database."""
        books = ledgers.open_books(url or self.url)
        self.addCleanup(ledgers.close_books, books)
        return books

    def listener(self, name='listener', rabbit=None, **options):
        """Return a Listener that is not started yet.

        :param options: of the group [listener]
        """
        return process.Listener(self.folder, {
            'DEFAULT': {'transport_url': self.bus_url},
            'database': {'connection': self.url},
            'oslo_messaging_rabbit': rabbit or {},
            'listener': {'derive_interval': 1} | options}, name)

    def publisher(self, **more):
        """Return a Publisher to the broker."""
        return broker.Publisher(self.bus_url, **more)

    def wait_until_empty(self, seconds=60):
        """Wait until all that was published is acknowledged."""
        self.rabbit.wait_until_empty(self.bus_url, seconds)

    def replayed(self, deliveries):
        """Return all that books say which got the same in a quiet hour."""
        books = self.open_books(self.new_database('sqlite'))
        for batch in ledgers.batches(map(stream.message, deliveries)):
            books.record(batch)
        return ledgers.everything(books)

    def assert_same_books(self, expected, url=None):
        """Check that the books say the same as others."""
        found = ledgers.everything(self.open_books(url))
        # Not assertEqual: its explanation takes minutes on long texts.
        self.assertTrue(found == expected, 'the books differ')
