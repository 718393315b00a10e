# SPDX-License-Identifier: Apache-2.0
"""How billing-listener waits for a database."""

import itertools
import threading
import unittest

from oslo_db import exception as db_exception
import sqlalchemy.exc

from billing_listener import backoff
from billing_listener import outage


class DelaysTest(unittest.TestCase):

    def test_they_double_up_to_half_a_minute(self):
        longest = list(itertools.islice(backoff.delays(lambda: 1), 12))
        self.assertEqual([0.2, 0.4, 0.8, 1.6], longest[:4])
        self.assertEqual([30, 30, 30], longest[-3:])

    def test_chance_takes_away_half_at_most(self):
        shortest = list(itertools.islice(backoff.delays(lambda: 0), 12))
        self.assertEqual(0.1, shortest[0])
        self.assertEqual(15, shortest[-1])


class KindTest(unittest.TestCase):

    def test_a_refused_connection_is_certain(self):
        self.assertTrue(backoff.is_certain_trouble(
            db_exception.DBConnectionError()))
        self.assertTrue(backoff.is_certain_trouble(
            sqlalchemy.exc.OperationalError(None, None, Exception('no'))))

    def test_an_error_of_a_statement_is_only_likely(self):
        error = sqlalchemy.exc.OperationalError('INSERT', {}, Exception('no'))
        self.assertTrue(backoff.is_trouble(error))
        self.assertFalse(backoff.is_certain_trouble(error))

    def test_wrong_data_are_not_the_databases_fault(self):
        for error in (db_exception.DBDataError(), db_exception.DBError(),
                      ValueError('x')):
            self.assertFalse(backoff.is_trouble(error), error)


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        return self.now


class Stopping:
    """An event that is not set, and on which waiting takes no time."""

    def __init__(self, clock):
        self._clock = clock

    def wait(self, seconds):
        self._clock.now += seconds
        return False


class PersistTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.clock = Clock()
        self.outage = outage.of_database(self.clock)

    def persist(self, errors, limit=None, stopping=None):
        left = list(errors)

        def attempt():
            if left:
                raise left.pop(0)
            return 'done'

        return backoff.persist(attempt, self.outage,
                               stopping or Stopping(self.clock), limit)

    def test_it_succeeds_in_the_end(self):
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            self.assertEqual('done', self.persist(
                [db_exception.DBConnectionError('gone')] * 20))
        self.assertGreater(self.clock.now, 100)
        self.assertIn('gone', logs.output[0])
        self.assertIn('is back', logs.output[-1])
        # The first, one a minute, the last.
        self.assertLessEqual(len(logs.output), 2 + self.clock.now / 60)
        self.assertEqual(0, self.outage.seconds())

    def test_it_gives_up_in_time(self):
        with (self.assertLogs('billing_listener'),
              self.assertRaises(backoff.Interrupted)):
            self.persist([db_exception.DBDeadlock()] * 100, limit=60)
        self.assertLessEqual(self.clock.now, 60)

    def test_other_errors_are_raised_at_once(self):
        with self.assertRaises(ValueError):
            self.persist([ValueError('x')])
        self.assertEqual(0, self.clock.now)

    def test_it_ends_when_the_program_does(self):
        stopping = threading.Event()
        stopping.set()
        with (self.assertLogs('billing_listener'),
              self.assertRaises(backoff.Interrupted)):
            self.persist([db_exception.DBDeadlock()], stopping=stopping)

    def test_only_the_first_line_of_an_error_is_logged(self):
        with self.assertLogs('billing_listener') as logs:
            self.persist([sqlalchemy.exc.OperationalError(
                'INSERT INTO event', {'name': 'secret'}, Exception('full'))])
        self.assertIn('full', logs.output[0])
        self.assertNotIn('secret', logs.output[0])
