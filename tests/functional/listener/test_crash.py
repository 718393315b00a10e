# SPDX-License-Identifier: Apache-2.0
"""KILL -9 at random points: the bill is that of an undisturbed run."""

import random
import threading

from tests.functional.listener import base
from tests.functional.listener import process
from tests.functional.listener import stream

_MESSAGES = 5000
_CRASHES = 6
_SEED = 20261122


class CrashTest(base.ListenerTestCase):

    def crash_while_messages_flow(self, backend):
        self.url = self.new_database(backend)
        deliveries = stream.repeated(_MESSAGES)
        expected = self.replayed(deliveries)
        chance = random.Random(_SEED)
        with (self.publisher() as publisher, self.publisher() as watcher,
              self.listener() as listener):
            listener.wait_until_listening()
            sending = threading.Thread(target=publisher.publish,
                                       args=(deliveries,))
            sending.start()
            for crash in range(_CRASHES):
                self.wait_for_events(chance.randint(1, _MESSAGES // 12))
                listener.kill()
                listener.start()
                listener.wait_until_listening(count=crash + 2)
            sending.join()
            process.wait_for(lambda: watcher.ready() == 0, 120)
            self.wait_until_empty()
            self.assertEqual(0, listener.terminate())
        self.assert_same_books(expected)

    def wait_for_events(self, more):
        """Wait until so many more events are recorded, or all are."""
        books = self.open_books()

        def count():
            with books.database.reading() as connection:
                return connection.exec_driver_sql(
                    'SELECT count(*) FROM event').scalar()

        goal = min(count() + more, _MESSAGES // 2)
        process.wait_for(lambda: count() >= goal, 60)

    def test_on_sqlite(self):
        self.crash_while_messages_flow('sqlite')

    def test_on_mariadb(self):
        self.crash_while_messages_flow('mariadb')

    def test_on_postgresql(self):
        self.crash_while_messages_flow('postgresql')
