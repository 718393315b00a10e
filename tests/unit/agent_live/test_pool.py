# SPDX-License-Identifier: Apache-2.0
"""Threads that ask, and what becomes of those that hang."""

import queue
import threading
import unittest

from billing_listener.agent import pool

_SECONDS = 10


class PoolTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.now = 100
        self.gates = {}                       # {job: what it waits for}
        self.begun = queue.Queue()
        self.told = queue.Queue()
        self.missed = []
        self.pools = []

    def tearDown(self):
        for gate in self.gates.values():
            gate.set()
        for each in self.pools:
            each.stop()
            each.join(self.now + _SECONDS)
        super().tearDown()

    def ask(self, link, job):
        self.begun.put(job)
        if job in self.gates:
            self.gates[job].wait(_SECONDS)
        if job == 'bad':
            raise RuntimeError('a bug')
        return None if job == 'silent' else lambda: self.told.put(job)

    def pool(self, size=1):
        made = pool.Pool('tests', 'test:///default', size, self.ask, 20,
                         lambda: self.now, self.missed.append)
        made.start()
        self.pools.append(made)
        return made

    def hang(self, job):
        self.gates[job] = threading.Event()

    def next_begun(self):
        return self.begun.get(timeout=_SECONDS)

    def next_told(self):
        return self.told.get(timeout=_SECONDS)

    def test_answers_are_used(self):
        work = self.pool()
        for job in ('a', 'silent', 'b'):
            work.submit(job)
        self.assertEqual(['a', 'b'], [self.next_told(), self.next_told()])

    def test_an_error_ends_no_thread(self):
        work = self.pool()
        with self.assertLogs('billing_listener', 'ERROR') as logs:
            work.submit('bad')
            work.submit('good')
            self.assertEqual('good', self.next_told())
        self.assertIn('bad', logs.output[0])

    def test_what_waits_is_not_queued_twice(self):
        self.hang('a')
        work = self.pool()
        work.submit('a')
        self.next_begun()
        for _ in range(5):
            work.submit('b')
        work.submit('a')              # in hand: what it asks now is newer
        self.gates.pop('a').set()
        self.assertEqual(['a', 'b', 'a'],
                         [self.next_told() for _ in range(3)])
        self.assertTrue(self.told.empty())

    def test_it_is_idle_when_all_is_done(self):
        self.hang('a')
        work = self.pool()
        self.assertTrue(work.is_idle())
        work.submit('a')
        self.assertFalse(work.is_idle())
        self.next_begun()
        self.assertFalse(work.is_idle())
        self.gates['a'].set()
        self.next_told()
        work.submit('b')
        self.next_told()

    def test_several_work_at_once(self):
        self.hang('a')
        work = self.pool(size=2)
        work.submit('a')
        work.submit('b')
        self.assertEqual('b', self.next_told())

    def test_one_that_hangs_is_replaced_and_its_answer_not_used(self):
        self.hang('a')
        work = self.pool()
        work.submit('a')
        self.next_begun()
        self.now += 19
        work.check()
        self.assertEqual([], self.missed)
        self.now += 2
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            work.check()
        self.assertIn('20 s (tests of a)', logs.output[0])
        self.assertEqual(['a'], self.missed)
        work.submit('b')
        self.assertEqual('b', self.next_told())
        self.gates['a'].set()
        work.submit('c')
        self.assertEqual('c', self.next_told())
        self.assertTrue(self.told.empty())

    def test_there_are_not_more_and_more_threads(self):
        work = self.pool()
        before = threading.active_count()
        for number in range(40):
            self.hang(number)
        with self.assertLogs('billing_listener', 'WARNING'):
            for number in range(40):
                work.submit(number)
                if number < 17:
                    self.next_begun()
                self.now += 30
                work.check()
        self.assertEqual(16, threading.active_count() - before)
        self.gates[3].set()
        for number in range(16, 40):
            self.gates[number].set()
        self.assertEqual(16, self.next_told())
