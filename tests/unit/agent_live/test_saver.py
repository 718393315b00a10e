# SPDX-License-Identifier: Apache-2.0
"""Saving in the background, whatever the disk does."""

import itertools
import sqlite3
import threading
import unittest

from billing_listener.agent import saver
from tests.unit.agent_live.samples import closing
from tests.unit.agent_live.samples import ordinary

_SECONDS = 10


def sqlite_error(kind, code):
    error = kind('it fails')
    error.sqlite_errorcode = code
    return error


FULL = sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_FULL)
CORRUPT = sqlite_error(sqlite3.DatabaseError, sqlite3.SQLITE_CORRUPT)


class Disk:
    """Stands for the spool; fails as it is told to."""

    def __init__(self):
        self.saved = []
        self.errors = []
        self.is_new = 0
        self.open = threading.Event()
        self.open.set()
        self.reached = threading.Event()

    def states(self):
        return {'old': 'state'}

    def save(self, states, readings, alive_until_ns=None):
        self.reached.set()
        self.open.wait(_SECONDS)
        if self.errors:
            raise self.errors.pop(0)
        if 'bad' in states:
            raise sqlite3.ProgrammingError('no such type')
        self.saved.append((dict(states), list(readings), alive_until_ns))

    def begin_anew(self):
        self.is_new += 1


class SaverTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.disk = Disk()
        self.sent = []
        self.saver = saver.Saver(
            self.disk, lambda: self.sent.append(len(self.disk.saved)),
            delays=lambda: itertools.repeat(0))
        self.saver.start()
        self.addCleanup(self.saver.finish, _SECONDS)
        self.addCleanup(self.disk.open.set)

    def finish(self):
        self.assertTrue(self.saver.finish(_SECONDS))

    def close_disk(self):
        """Keep the saver busy with a first transaction."""
        self.disk.open.clear()
        self.saver.add({'first': '1'}, ())
        self.disk.reached.wait(_SECONDS)

    def test_what_comes_is_saved_and_then_sent(self):
        self.saver.add({'a': '1'}, [ordinary(1)], 5)
        self.finish()
        self.assertEqual([({'a': '1'}, [ordinary(1)], 5)], self.disk.saved)
        self.assertEqual([1], self.sent)

    def test_states_alone_wake_nobody(self):
        self.saver.add({'a': '1'}, ())
        self.finish()
        self.assertEqual([], self.sent)

    def test_a_slow_disk_gets_fewer_transactions(self):
        self.close_disk()
        self.saver.add({'a': '1', 'b': '1'}, [ordinary(1), closing(2)], 1)
        self.saver.add({'a': '2', 'b': None}, [ordinary(3, 'x')], 2)
        self.saver.add({}, [ordinary(3)])
        self.disk.open.set()
        self.finish()
        _, (states, readings, alive_ns) = self.disk.saved
        self.assertEqual({'a': '2', 'b': None}, states)
        # 12:03 supersedes 12:01
        self.assertEqual([closing(2), ordinary(3, 'x'), ordinary(3)],
                         readings)
        self.assertEqual(2, alive_ns)

    def test_memory_stays_small_while_the_disk_is_away(self):
        self.close_disk()
        for minute in range(1, 601):
            self.saver.add({'a': str(minute)}, [ordinary(minute)])
        self.disk.open.set()
        self.finish()
        self.assertEqual(40, len(self.disk.saved[1][1]))

    def test_then_is_called_after_the_commit(self):
        order = []
        self.close_disk()
        self.saver.add({}, (), then=lambda: order.append(
            len(self.disk.saved)))
        self.assertEqual([], order)
        self.disk.open.set()
        self.finish()
        self.assertEqual([2], order)

    def test_a_full_disk_is_waited_for(self):
        self.disk.errors = [FULL] * 3
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            self.saver.add({'a': '1'}, [ordinary(1)])
            self.finish()
        self.assertEqual(1, len(self.disk.saved))
        self.assertIn('it fails', logs.output[0])
        self.assertIn('is back', logs.output[-1])
        self.assertEqual(0, self.disk.is_new)

    def test_a_file_that_breaks_is_begun_anew_with_all_states(self):
        self.saver.add({'a': '1', 'b': '1'}, ())
        self.saver.add({'b': None}, ())
        self.wait_until_saved()
        self.disk.errors = [CORRUPT]
        with self.assertLogs('billing_listener', 'WARNING'):
            self.saver.add({'c': '1'}, [closing(1)])
            self.finish()
        self.assertEqual(1, self.disk.is_new)
        self.assertEqual(
            [({'old': 'state', 'a': '1'}, [], None),
             ({'c': '1'}, [closing(1)], None)], self.disk.saved[-2:])

    def test_a_state_that_cannot_be_saved_stops_no_other(self):
        with self.assertLogs('billing_listener', 'ERROR') as logs:
            self.saver.add({'a': '1', 'bad': '2', 'c': '3'},
                           [ordinary(1), closing(2)])
            self.finish()
        self.assertEqual(
            [({'a': '1'}, []), ({'c': '3'}, []), ({}, [ordinary(1)]),
             ({}, [closing(2)])],
            [saved[:2] for saved in self.disk.saved])
        self.assertIn('bad', logs.output[-1])
        self.assertEqual(0, self.disk.is_new)

    def wait_until_saved(self):
        done = threading.Event()
        self.saver.add({}, (), then=done.set)
        self.assertTrue(done.wait(_SECONDS))
