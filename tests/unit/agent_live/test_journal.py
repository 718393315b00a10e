# SPDX-License-Identifier: Apache-2.0
"""From the tracker's outcomes to what is saved and asked."""

import threading
import unittest

from billing_listener.agent import backstop
from billing_listener.agent import journal
from billing_listener.agent import tally
from billing_listener.agent.tracker import Event
from billing_listener.agent.tracker import Outcome
from billing_listener.agent.tracker import Sample
from tests.unit.agent_live.samples import INSTANCE
from tests.unit.agent_live.samples import ordinary

_MINUTE = 60 * 10 ** 9
_SAMPLE = Sample(INSTANCE, 7, {})


class Tracker:
    """Answers each call with what it was told to; notes the calls."""

    def __init__(self):
        self.calls = []
        self.next = []
        self.kept = {}
        self.numbers = []
        self.close_to_migration = set()
        self.inside = 0

    def __getattr__(self, name):
        def call(*arguments):
            self.inside += 1
            assert self.inside == 1, 'two calls at once'
            self.calls.append((name, *arguments))
            outcome = self.next.pop(0) if self.next else Outcome()
            self.inside -= 1
            return outcome
        return call

    def newest(self):
        return self.numbers

    def states(self, run_ids):
        return {run_id: self.kept.get(run_id) for run_id in run_ids}


class Saver:
    """Keeps what it is to save."""

    def __init__(self):
        self.added = []

    def add(self, states, readings, alive_until_ns=None, then=None):
        self.added.append((states, tuple(readings), alive_until_ns, then))


class JournalTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.tracker = Tracker()
        self.saver = Saver()
        self.acted = []
        self.tally = tally.Tally(lambda: 0)
        self.newest = []
        self.journal = journal.Journal(self.tracker, self.saver, self.tally,
                                       self.acted.append, self.newest.append)

    def answer_with(self, **fields):
        self.tracker.next.append(Outcome(**fields))

    def test_readings_and_states_are_saved_together(self):
        self.tracker.kept = {'a': {'x': 1}}
        self.answer_with(readings=(ordinary(1),), changed=('a', 'b'))
        self.journal.tick(5)
        (states, readings, alive_ns, then), = self.saver.added
        self.assertEqual({'a': '{"x":1}', 'b': None}, states)
        self.assertEqual((ordinary(1),), readings)
        self.assertIsNone(alive_ns)
        self.assertIsNone(then)

    def test_what_is_asked_for_is_passed_on(self):
        self.answer_with(to_read=((INSTANCE, 7),))
        event = Event(INSTANCE, 7, 'LIFECYCLE', 'SUSPENDED_MIGRATED')
        self.journal.event(9, event)
        self.assertEqual([('event', 9, event)], self.tracker.calls)
        self.assertEqual(((INSTANCE, 7),), self.acted[0].to_read)
        self.assertEqual([], self.saver.added)

    def test_every_call_reaches_the_tracker(self):
        self.journal.samples(1, [_SAMPLE])
        self.journal.answer(1, 2, INSTANCE, None)
        self.journal.met(INSTANCE, 7, 'facts')
        self.journal.ignore(INSTANCE, 7)
        self.journal.tick(3)
        self.assertEqual([('samples', 1, [_SAMPLE]),
                          ('answer', 1, 2, INSTANCE, None),
                          ('met', INSTANCE, 7, 'facts'),
                          ('ignore', INSTANCE, 7), ('tick', 3)],
                         self.tracker.calls)

    def test_being_alive_is_noted_once_a_minute(self):
        for seconds in range(0, 130, 10):
            self.journal.poll(10 * _MINUTE + seconds * 10 ** 9, 0, [])
        self.assertEqual([10 * _MINUTE, 11 * _MINUTE, 12 * _MINUTE],
                         [added[2] for added in self.saver.added])

    def test_it_was_not_all_seen_while_a_process_is_unknown(self):
        self.answer_with(to_meet=((INSTANCE, 7),))
        self.journal.poll(_MINUTE, _MINUTE, [_SAMPLE])
        self.assertEqual([], self.saver.added)
        self.journal.poll(2 * _MINUTE, 2 * _MINUTE, [_SAMPLE])
        self.assertEqual(2 * _MINUTE, self.saver.added[0][2])

    def test_the_newest_counters_are_kept_after_each_poll(self):
        self.tracker.numbers = [['a', 1, None, 2 ** 70]]
        self.journal.poll(_MINUTE, _MINUTE, [_SAMPLE])
        self.journal.poll(_MINUTE + 1, _MINUTE + 1, [_SAMPLE])
        self.journal.tick(_MINUTE + 2)
        self.assertEqual([f'[["a",1,null,{2 ** 70}]]'] * 2, self.newest)

    def test_strangers_are_met_even_if_they_are_known(self):
        self.answer_with(to_meet=(('other', 3),))
        self.journal.poll(1, 2, [_SAMPLE], [_SAMPLE, _SAMPLE])
        self.assertEqual((('other', 3), (INSTANCE, 7)),
                         self.acted[0].to_meet)

    def test_the_hooks_file_goes_when_its_record_is_saved(self):
        record = backstop.Record(INSTANCE, 7, 5, 10, 20)
        gone = []
        self.journal.backstop(record, lambda: gone.append(1))
        self.assertEqual([('backstop', 5, INSTANCE, 7, 10, 20)],
                         self.tracker.calls)
        self.assertEqual([], gone)
        self.saver.added[0][3]()
        self.assertEqual([1], gone)

    def test_all_states_can_be_saved(self):
        self.tracker.kept = {'a': {'x': 1}, 'b': {'x': 1}}
        self.answer_with(changed=('a', 'b', 'c'))
        self.journal.tick(1)
        self.tracker.kept = {'a': {'x': 2}, 'b': {'x': 2}}
        self.answer_with(changed=('b',))
        del self.tracker.kept['b']
        self.journal.tick(2)
        self.journal.save_all()
        self.assertEqual({'a': '{"x":2}'}, self.saver.added[-1][0])

    def test_the_tracker_is_called_by_one_thread_at_a_time(self):
        def work():
            for number in range(300):
                self.journal.tick(number)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(2400, len(self.tracker.calls))

    def test_the_status_line(self):
        self.answer_with(readings=(ordinary(1),) * 2)
        self.journal.poll(1, 2, [_SAMPLE])
        self.journal.answer(1, 2, INSTANCE, _SAMPLE)
        self.journal.answer(1, 2, INSTANCE, None)
        self.journal.event(1, None)
        self.assertEqual(
            '1 guests; in 0 s 1 polls, 1 events, 1 reads at events (1 '
            'failed), 2 readings made, 0 sent, 5 waiting',
            self.tally.take_line(5))
