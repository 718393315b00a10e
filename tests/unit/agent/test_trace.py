# SPDX-License-Identifier: Apache-2.0
"""Recorded traces, also such as are cut off, mixed up, or none at all."""

import gzip
import json
import pathlib
import tempfile
import unittest

from billing_listener.agent import trace
from tests.unit.agent import base
from tests.unit.agent.base import GUEST
from tests.unit.agent.base import OTHER

T = 1795329000.25


def sample(t, instance_id=GUEST, number=1, host='a', **kwargs):
    if instance_id is None:
        return {'kind': 'sample', 't': t, 'dur': 0.01, 'host': host,
                'uuid': None}
    return {'kind': 'sample', 't': t, 'te': t + 0.01, 'dur': 0.01,
            'host': host, 'uuid': instance_id, 'id': number,
            'name': 'instance-1', 'stats': base.stats(**kwargs)}


def event(t, detail, number=1, host='a', kind='LIFECYCLE'):
    return {'kind': 'event', 't': t, 'host': host, 'uuid': GUEST,
            'id': number, 'type': kind, 'ev': (detail or kind).split('_')[0],
            'detail': detail, 'args': []}


def evread(t, cause, dt=0.02, number=1, host='a', n=0, **kwargs):
    return {'kind': 'evread', 't': t, 'host': host, 'uuid': GUEST,
            'id': number, 'ev': cause, 'n': n, 'dt': dt,
            'stats': base.stats(**kwargs)}


def failed_evread(t, cause, host='a'):
    return {'kind': 'evread', 't': t, 'host': host, 'uuid': GUEST,
            'ev': cause, 'n': 0, 'dt': 0.02, 'err': 'Domain not found'}


class Folder(unittest.TestCase):
    """Has a place for traces."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = str(pathlib.Path(folder.name, 'trace.jsonl'))

    def write(self, *lines):
        """Write lines: objects, or what is none."""
        pathlib.Path(self.path).write_bytes(b''.join(
            line if isinstance(line, bytes)
            else json.dumps(line).encode() + b'\n' for line in lines))


class TraceTest(Folder):

    def read(self, *lines):
        self.write(*lines)
        return self.read_file()

    def read_file(self):
        self.complaints = []
        reader = trace.Reader(self.complaints.append)
        return list(reader.read(self.path))

    def check_quiet(self):
        self.assertEqual([], self.complaints)

    def test_each_kind(self):
        poll, announcement, read = self.read(
            sample(T, cpu=7), event(T + 1, 'SUSPENDED_MIGRATED'),
            evread(T + 1.02, 'SUSPENDED_MIGRATED', cpu=9))
        self.assertEqual(('a', 1795329000_250000000, 1795329000_260000000), (
            poll.host, poll.begun_ns, poll.at_ns))
        self.assertEqual((GUEST, 1, 'LIFECYCLE', 'SUSPENDED_MIGRATED'),
                         announcement.event)
        self.assertEqual((1795329001_270000000, 1795329001_250000000,
                          'SUSPENDED_MIGRATED', 9), (
            read.at_ns, read.asked_ns, read.cause,
            read.sample.stats['vcpu.0.time']))
        self.check_quiet()

    def test_the_lines_of_one_poll(self):
        polls = self.read(sample(T, None), sample(T + 1),
                          sample(T + 1, OTHER, 2), sample(T + 2))
        self.assertEqual([[], [GUEST, OTHER], [GUEST]], [
            [each.instance_id for each in poll.samples] for poll in polls])
        self.assertTrue(all(poll.is_whole for poll in polls))

    def test_polls_of_two_hosts_at_the_same_time(self):
        polls = self.read(sample(T, None), sample(T, None, host='b'),
                          sample(T + 1), sample(T + 1, OTHER, host='b'),
                          sample(T + 1, OTHER, 2))
        self.assertEqual([('a', 0), ('b', 0), ('a', 2), ('b', 1)], [
            (poll.host, len(poll.samples)) for poll in polls])

    def test_the_first_poll_may_have_been_cut_off(self):
        self.assertEqual([False, True], [
            poll.is_whole for poll in self.read(sample(T), sample(T + 1))])

    def test_lines_that_are_a_little_late(self):
        items = self.read(event(T + 1, 'B'), event(T, 'A'), sample(T + 1.5),
                          event(T + 0.5, 'AB'), event(T + 9, 'C'))
        self.assertEqual(['A', 'AB', 'B', 'C'], [
            item.event.detail for item in items
            if isinstance(item, trace.Announcement)])

    def test_lines_of_polls_that_are_mixed_up(self):
        polls = self.read(sample(T, None), sample(T + 1), sample(T + 1.5),
                          sample(T + 1, OTHER, 2), sample(T + 1.5, OTHER, 2))
        self.assertEqual([(0, True), (2, True), (2, True)], [
            (len(poll.samples), poll.is_whole) for poll in polls])

    def test_a_line_that_is_far_too_late(self):
        polls = self.read(sample(T, None), sample(T + 1), sample(T + 9),
                          sample(T + 1, OTHER, 2))
        self.assertEqual([True, True, False, True], [
            poll.is_whole for poll in polls])

    def test_a_slow_answer_comes_when_it_was_there(self):
        slow = sample(T) | {'dur': 30.0}
        self.assertEqual(
            [trace.Announcement, trace.Poll],
            [type(each) for each in self.read(event(T + 20, 'A'), slow)])

    def test_memory_is_bounded(self):
        """What is old enough is given before the end is read."""
        self.write(event(T, 'A'), event(T + 10, 'B'), b'\0' * 9)
        reader = trace.Reader(lambda sentence: self.fail(sentence))
        self.assertEqual('A', next(reader.read(self.path)).event.detail)

    def test_gzip(self):
        self.write(sample(T), event(T, 'A'))
        path = pathlib.Path(self.path)
        path.write_bytes(gzip.compress(path.read_bytes()))
        self.assertEqual(2, len(self.read_file()))
        self.check_quiet()

    def test_gzip_that_breaks_off(self):
        self.write(*(sample(T + number, cpu=number * 7919 % 1009)
                     for number in range(3000)))
        path = pathlib.Path(self.path)
        whole = gzip.compress(path.read_bytes())
        path.write_bytes(whole[:len(whole) // 2])
        self.assertGreater(len(self.read_file()), 100)
        self.assertEqual(1, len(self.complaints))
        self.assertIn('breaks off', self.complaints[0])

    def test_a_last_line_that_breaks_off(self):
        polls = self.read(sample(T, None), sample(T + 1), sample(T + 2),
                          json.dumps(sample(T + 2, OTHER)).encode()[:-9])
        self.assertEqual([True, False, False],
                         [poll.is_whole for poll in polls])
        self.assertRegex(self.complaints[0], '^line 4 breaks off')

    def test_a_line_in_between_that_is_broken(self):
        """It may have been of the poll before, or of the next."""
        polls = self.read(
            sample(T, None), sample(T + 1), b'{"kind": "sample", "t"\n',
            sample(T + 2), sample(T + 3))
        self.assertEqual([True, False, False, True],
                         [poll.is_whole for poll in polls])
        self.assertRegex(self.complaints[0], '^line 3 is not understood')

    def test_what_is_passed_over(self):
        self.assertEqual([], self.read(
            {'kind': 'wsample', 't': T}, {'kind': 'cg', 't': T},
            {'kind': 'mark', 't': T}, {'kind': 'conn', 't': T, 'host': 'a'},
            {'kind': 'sample_err', 't': T, 'host': 'a', 'code': 38},
            {'kind': 'nobody knows'}, b'\n', b'   \n',
            evread(T, 'SUSPENDED_PAUSED', n=1),
            event(T, 'A') | {'uuid': None}))
        self.check_quiet()

    def test_what_is_not_understood(self):
        stats = base.stats()
        bad = (
            b'nonsense\n', b'[]\n', b'7\n', b'null\n', b'"sample"\n',
            b'{"kind": 5}\n', b'\xff\xfe\n', b'[' * 100000 + b'\n',
            {'t': T}, sample(T) | {'t': 'noon'}, sample(T) | {'t': True},
            sample(-1), sample(1e300), sample(float('nan')),
            sample(T) | {'host': None},
            sample(T) | {'stats': []}, sample(T) | {'stats': None},
            sample(T) | {'id': 'x'}, sample(T) | {'uuid': 5},
            sample(T) | {'stats': stats | {'vcpu.0.time': 1.5}},
            sample(T) | {'stats': stats | {'vcpu.0.time': True}},
            sample(T) | {'stats': stats | {'net.0.rx.bytes': -1}},
            sample(T) | {'stats': stats | {'net.0.rx.bytes': '5'}},
            sample(T) | {'stats': stats | {'block.0.name': 5}},
            sample(T) | {'stats': stats | {'state.state': [1]}},
            {'kind': 'sample', 't': T, 'host': 'a'},
            event(T, 'A') | {'type': None}, event(T, 'A') | {'t': None},
            {k: v for k, v in evread(T, 'A').items() if k != 'n'})
        for line in bad:
            with self.subTest(str(line)[:80]):
                self.assertEqual([], self.read(line))
                self.assertEqual(1, len(self.complaints))

    def test_a_detail_without_a_name(self):
        announcement, = self.read(event(T, 'STOPPED_X') | {'detail': 99})
        self.assertEqual('STOPPED_99', announcement.event.detail)

    def test_a_read_that_failed(self):
        read, = self.read(failed_evread(T, 'SUSPENDED_MIGRATED'))
        self.assertIsNone(read.sample)

    def test_an_unknown_number_is_none(self):
        announcement, read = self.read(
            event(T, 'A', number=None), evread(T, 'A', number=None))
        self.assertEqual((-1, -1), (announcement.event.domain_id,
                                    read.sample.domain_id))
