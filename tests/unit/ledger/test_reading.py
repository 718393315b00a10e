# SPDX-License-Identifier: Apache-2.0
"""Readings of agents that anybody may have written."""

import datetime
import unittest

from billing_ledger import exception
from billing_ledger.facts import plausible
from billing_ledger.facts import reading
from billing_ledger.facts import signature
from tests.unit.ledger import base
from tests.unit.ledger import guest

HOUR, MINUTE, START = base.HOUR, base.MINUTE, base.START
SECOND_NS = 10 ** 9
LIMITS = plausible.Limits(line_rate=10 ** 9, clock_tolerance=MINUTE)
NOW = START + HOUR


class TestRead(unittest.TestCase):

    def assert_refused(self, data, words):
        with self.assertRaises(exception.MalformedMessage) as caught:
            reading.read_one(data)
        self.assertIn(words, str(caught.exception))

    def changed(self, **changes):
        return guest.Guest().read(START + MINUTE) | changes

    def test_a_reading(self):
        found = reading.read_one(
            guest.Guest(vcpus=2).uses(cpu_used=7, disk_write_bytes=8)
            .ends(START + MINUTE))
        self.assertEqual(base.INSTANCE, found.run.resource_id)
        self.assertEqual((0,) * len(reading.COUNTERS), found.run.first)
        self.assertEqual(7, found.counters[0])
        self.assertEqual(START + MINUTE, found.ended_at)
        self.assertIs(True, found.exact)

    def test_no_object(self):
        for data in (None, 7, 'text', [], True):
            self.assert_refused(data, 'a reading should be an object')

    def test_missing(self):
        for key in ('run_id', 'instance_id', 'host', 'vcpus', 'started_at',
                    'first', 'at', 'counters'):
            data = self.changed()
            del data[key]
            with self.subTest(key):
                self.assert_refused(data, key)

    def test_of_the_wrong_type(self):
        for key, value in (
                ('run_id', 7), ('host', ['cmp1']), ('at', 17),
                ('at', 'yesterday'), ('started_at', {}), ('vcpus', '2'),
                ('vcpus', True), ('vcpus', 0), ('vcpus', 10 ** 9),
                ('first', [0]), ('counters', None), ('exact', 'yes'),
                ('ended_at', 5)):
            with self.subTest(key=key, value=value):
                self.assert_refused(self.changed(**{key: value}), key)

    def test_huge(self):
        self.assert_refused(self.changed(host='x' * 256), 'host has 256')
        self.assert_refused(self.changed(run_id='x' * 65), 'run_id has 65')

    def test_bad_counters(self):
        for value in (None, '7', 7.0, True, -1, 10 ** 31, float('nan')):
            data = self.changed()
            data['counters']['disk.read.bytes'] = value
            with self.subTest(value=value):
                self.assert_refused(data, 'disk.read.bytes of counters')

    def test_counters_that_this_release_does_not_know(self):
        data = self.changed()
        data['counters']['gpu.used'] = 'whatever'
        self.assertEqual(len(reading.COUNTERS),
                         len(reading.read_one(data).counters))

    def test_contradictions(self):
        self.assert_refused(self.changed(ended_at='2026-11-02T11:00:00'),
                            'come together')
        self.assert_refused(self.changed(exact=True), 'come together')
        self.assert_refused(guest.Guest().read(START - MINUTE),
                            'before its run began')
        back = guest.Guest(first={'cpu.used': 9}).read(START + MINUTE)
        back['counters']['cpu.used'] = 8
        self.assert_refused(back, 'cpu.used went back from 9 to 8')


class TestBatch(unittest.TestCase):

    def test_one_bad_reading_spoils_no_other(self):
        good = guest.Guest().read(START + MINUTE)
        found, problems = reading.read_batch(
            {'version': 1, 'readings': [good, 5, good]})
        self.assertEqual(2, len(found))
        self.assertEqual([5], [bad for bad, _ in problems])

    def test_no_batch(self):
        for payload in ({}, {'version': 2, 'readings': []},
                        {'version': 1}, {'version': 1, 'readings': {}},
                        {'version': 1, 'readings': [0] * 10_001},
                        {'version': [1], 'readings': []}):
            with self.subTest(list(payload)):
                self.assertRaises(exception.MalformedMessage,
                                  reading.read_batch, payload)


class TestPlausible(unittest.TestCase):

    def problem(self, data, now=NOW):
        return plausible.problem_alone(reading.read_one(data), LIMITS, now)

    def test_all_that_the_vcpus_give(self):
        data = guest.Guest(vcpus=2).uses(cpu_used=120 * SECOND_NS).read(
            START + MINUTE)
        self.assertIsNone(self.problem(data))

    def test_more_than_the_vcpus_give(self):
        data = guest.Guest(vcpus=2).uses(cpu_used=141 * SECOND_NS).read(
            START + MINUTE)
        self.assertIn('more than 2 vCPUs can use', self.problem(data))

    def test_what_it_had_used_before_is_no_jump(self):
        data = guest.Guest(first={'cpu.used': 10 ** 15}).read(START + MINUTE)
        self.assertIsNone(self.problem(data))

    def test_more_than_the_line_carries(self):
        for name in ('network_outgoing_bytes', 'network_incoming_bytes',
                     'disk_read_bytes', 'disk_write_bytes'):
            fast = guest.Guest().uses(**{name: 70 * 10 ** 9})
            self.assertIsNone(self.problem(fast.read(START + MINUTE)))
            fast.uses(**{name: 1})
            self.assertIn('line_rate', self.problem(fast.read(START
                                                              + MINUTE)))

    def test_the_future(self):
        data = guest.Guest().read(NOW + MINUTE)
        self.assertIsNone(self.problem(data))
        data = guest.Guest().read(NOW + MINUTE
                                  + datetime.timedelta(microseconds=1))
        self.assertIn('from the future', self.problem(data))


class TestSignature(unittest.TestCase):

    def test_signed(self):
        payload = signature.sign({'b': [1, 'é'], 'a': None}, 'hush')
        self.assertTrue(signature.is_signed(payload, 'hush'))

    def test_not_signed(self):
        payload = signature.sign({'a': 1}, 'hush')
        self.assertFalse(signature.is_signed(payload, 'other'))
        self.assertFalse(signature.is_signed(payload | {'a': 2}, 'hush'))
        for wrong in (None, 5, '', 'ä', ['x']):
            self.assertFalse(signature.is_signed(
                payload | {'signature': wrong}, 'hush'))
        self.assertFalse(signature.is_signed({'a': 1}, 'hush'))
