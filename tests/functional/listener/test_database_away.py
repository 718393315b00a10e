# SPDX-License-Identifier: Apache-2.0
"""The database goes away and comes back while notifications flow."""

import time

from tests.functional import services
from tests.functional.db import books as ledgers
from tests.functional.listener import base
from tests.functional.listener import process
from tests.functional.listener import stream

_AWAY = 'The database does not answer'
_BACK = 'The database is back'


class DatabaseAwayTest(base.ListenerTestCase):

    def setUp(self):
        super().setUp()
        self.mariadb = services.MariaDB()
        self.mariadb.__enter__()
        self.addCleanup(self.mariadb.close)
        self.url = self.mariadb.create_database('billing')
        ledgers.create_books(self.url)
        self.deliveries = stream.everything()[:1500]
        self.half = len(self.deliveries) // 2

    def test_nothing_is_lost_and_nothing_spins(self):
        with self.publisher() as publisher, self.listener() as listener:
            listener.wait_until_listening()
            publisher.publish(self.deliveries[:self.half])
            self.mariadb.stop()
            publisher.publish(self.deliveries[self.half:])
            listener.wait_for_log(_AWAY)
            before, began = listener.cpu_seconds(), time.monotonic()
            process.wait_for(lambda: time.monotonic() - began > 8)
            used = listener.cpu_seconds() - before
            self.assertLess(used, 2)
            self.assertEqual(1, listener.log().count(_AWAY))
            self.mariadb.start()
            listener.wait_for_log(_BACK, 60)
            self.wait_until_empty()
            self.assertEqual(0, listener.terminate())
        self.assert_same_books(self.replayed(self.deliveries))

    def test_after_a_long_time_notifications_are_given_back(self):
        with (self.publisher() as publisher,
              self.listener(hold_time=2) as listener):
            listener.wait_until_listening()
            self.mariadb.stop()
            publisher.publish(self.deliveries)
            listener.wait_for_log(_AWAY)
            process.wait_for(lambda: publisher.ready() == len(
                self.deliveries), 60)
            self.mariadb.start()
            listener.wait_until_listening(count=2)
            self.wait_until_empty()
            self.assertEqual(1, listener.log().count(_BACK))
            self.assertEqual(0, listener.terminate())
        self.assert_same_books(self.replayed(self.deliveries))

    def test_stop_while_waiting(self):
        with self.publisher() as publisher, self.listener() as listener:
            listener.wait_until_listening()
            self.mariadb.stop()
            publisher.publish(self.deliveries)
            listener.wait_for_log(_AWAY)
            began = time.monotonic()
            self.assertEqual(0, listener.terminate())
            self.assertLess(time.monotonic() - began, 10)
            process.wait_for(lambda: publisher.ready() == len(
                self.deliveries))

    def test_start_before_the_database(self):
        self.mariadb.stop()
        with self.publisher() as publisher, self.listener() as listener:
            publisher.publish(self.deliveries)
            listener.wait_for_log(_AWAY)
            self.assertEqual(len(self.deliveries), publisher.ready())
            self.mariadb.start()
            listener.wait_until_listening()
            self.wait_until_empty()
            self.assertEqual(0, listener.terminate())
        self.assert_same_books(self.replayed(self.deliveries))

    def test_tables_are_missing(self):
        self.url = self.mariadb.create_database('empty')
        with self.listener() as listener:
            self.assertEqual(1, listener.wait())
            self.assertIn('billing-manage db upgrade', listener.log())
            self.assertNotIn(self.mariadb.password, listener.log())


class DatabaseRefusesTest(base.ListenerTestCase):
    """The database is there, but does not take one of the messages."""

    TRIGGERS = {
        'sqlite': 'CREATE TRIGGER refuse BEFORE INSERT ON event '
                  "WHEN NEW.message_id = '{id}' BEGIN "
                  "SELECT RAISE(ABORT, 'refused'); END",
        'mariadb': 'CREATE TRIGGER refuse BEFORE INSERT ON event '
                   "FOR EACH ROW IF NEW.message_id = '{id}' THEN "
                   "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'; "
                   'END IF',
        'postgresql': 'CREATE FUNCTION refuse() RETURNS trigger AS $$ '
                      "BEGIN IF NEW.message_id = '{id}' THEN "
                      "RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$ "
                      'LANGUAGE plpgsql; CREATE TRIGGER refuse '
                      'BEFORE INSERT ON event '
                      'FOR EACH ROW EXECUTE FUNCTION refuse()',
    }

    def test_one_is_set_aside_and_the_others_are_stored(self):
        deliveries = stream.recorded('04_live_migrate')
        recorded = [each for each in deliveries
                    if 'compute.instance.update' in each.body]
        refused = recorded[5]
        message_id = stream.message(refused)['message_id']
        for backend, trigger in self.TRIGGERS.items():
            with self.subTest(backend):
                self.url = self.new_database(backend)
                with self.open_books().database.engine().begin() as direct:
                    direct.exec_driver_sql(trigger.format(id=message_id))
                with (self.publisher() as publisher,
                      self.listener() as listener):
                    listener.wait_until_listening()
                    publisher.publish(deliveries)
                    self.wait_until_empty()
                    self.assertEqual(0, listener.terminate())
                row, = ledgers.set_aside(self.open_books())
                self.assertEqual(message_id, row.message_id)
                self.assertIn('refused', row.reason)
                self.assert_same_books(self.replayed(
                    [each for each in deliveries if each is not refused]))
