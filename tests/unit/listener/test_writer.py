# SPDX-License-Identifier: Apache-2.0
"""What becomes of a batch, with a ledger that fails as it is told to."""

import threading
import types
import unittest

from oslo_db import exception as db_exception
import sqlalchemy.exc

from billing_ledger.recorder import RecordResult
from billing_listener import outage
from billing_listener import rabbit
from billing_listener import tally
from billing_listener import writer


def message(name):
    return _received(b'{"message_id": "%s"}' % name.encode())


def _received(body):
    return rabbit.ReceivedMessage(types.SimpleNamespace(body=body))


class Books:
    """Stores what it is given, unless a name is in ``refuses``."""

    def __init__(self):
        self.stored, self.set_aside, self.calls = [], [], []
        self.refuses = {}
        self.refuses_to_set_aside = None

    def record(self, messages, from_bus):
        assert from_bus
        names = [each['message_id'] for each in messages]
        self.calls.append(names)
        for name in names:
            if name in self.refuses:
                raise self.refuses[name]
        self.stored += names
        return RecordResult(recorded=len(names))

    def quarantine(self, what, reason):
        if self.refuses_to_set_aside:
            raise self.refuses_to_set_aside
        self.set_aside.append((what, reason))
        return RecordResult(quarantined=1)


class WriterTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.books = Books()
        self.tally = tally.Tally(lambda: 0, 200)
        self.stopping = threading.Event()
        self.writer = writer.BatchWriter(
            self.books, self.tally, outage.of_database(lambda: 0),
            self.stopping,
            hold_time=300)

    def test_a_batch_is_one_call(self):
        self.assertTrue(self.writer.write([message('a'), message('b')]))
        self.assertEqual([['a', 'b']], self.books.calls)
        self.assertIn('2 received', line := self.tally.take_line())
        self.assertIn('2 recorded', line)

    def test_what_cannot_be_read_is_set_aside(self):
        self.assertTrue(self.writer.write(
            [message('a'), _received(b'[]'), message('b')]))
        self.assertEqual([['a', 'b']], self.books.calls)
        (what, reason), = self.books.set_aside
        self.assertEqual('[]', what)
        self.assertIn('list', reason)

    def test_one_that_is_refused_does_not_stop_the_others(self):
        self.books.refuses['e'] = db_exception.DBDataError('too long')
        with self.assertLogs('billing_listener'):
            self.assertTrue(self.writer.write(list(map(message,
                                                       'abcdefgh'))))
        self.assertEqual(list('abcdfgh'), sorted(self.books.stored))
        (what, reason), = self.books.set_aside
        self.assertEqual('e', what['message_id'])
        self.assertIn('too long', reason)

    def test_a_bug_with_one_message_does_not_stop_the_others(self):
        self.books.refuses['b'] = AttributeError('None has no x')
        with self.assertLogs('billing_listener'):
            self.assertTrue(self.writer.write(list(map(message, 'abc'))))
        self.assertEqual(['a', 'c'], sorted(self.books.stored))

    def test_stopping_while_the_database_is_away_gives_all_back(self):
        self.books.refuses['b'] = db_exception.DBConnectionError('gone')
        self.stopping.set()
        with self.assertLogs('billing_listener'):
            self.assertFalse(self.writer.write([message('a'), message('b')]))
        self.assertFalse(self.writer.write([message('c')]))
        self.assertEqual([], self.books.stored)
        self.assertEqual([], self.books.set_aside)
        self.assertEqual(1, len(self.books.calls))

    def test_nothing_is_set_aside_while_nothing_can_be(self):
        self.books.refuses['a'] = db_exception.DBError('read-only')
        self.books.refuses_to_set_aside = db_exception.DBError('read-only')
        self.stopping.set()
        with self.assertLogs('billing_listener'):
            self.assertFalse(self.writer.write([message('a')]))

    def test_a_strange_error_is_waited_for_and_then_isolated(self):
        self.books.refuses['b'] = sqlalchemy.exc.OperationalError(
            'INSERT', {}, Exception('(1644, refused)'))
        self.stopping.wait = lambda seconds: False      # takes no time
        with self.assertLogs('billing_listener'):
            self.assertTrue(self.writer.write([message('a'), message('b')]))
        self.assertEqual([['a', 'b']] * 5, self.books.calls[:5])
        self.assertEqual(['a'], self.books.stored)
        self.assertEqual(1, len(self.books.set_aside))
