# SPDX-License-Identifier: Apache-2.0
"""An agent goes on where another one was killed."""

import json
import tempfile
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_listener.agent import journal
from billing_listener.agent import restore
from billing_listener.agent import spool
from billing_listener.agent import tally
from billing_listener.agent.host import Host
from billing_listener.agent.tracker import Facts
from billing_listener.agent.tracker import Sample
from tests.unit.agent_live.samples import INSTANCE

_NS = 10 ** 9
_BEGIN = 1_795_000_020 * _NS            # a full minute
_HOST = Host('cmp1', 'host uuid', 'boot id')
_FACTS = Facts('17/4', _BEGIN - _NS, {})


def stats(number, disks=('vda',)):
    """Return what libvirt says of a guest that has counted so far."""
    found = {'state.state': 1, 'state.reason': 1, 'cpu.time': number * 3,
             'vcpu.current': 1, 'vcpu.0.time': number * 2,
             'balloon.rss': number, 'net.count': 1, 'net.0.name': 'vnet0',
             'net.0.rx.bytes': number, 'net.0.tx.bytes': number,
             'block.count': len(disks)}
    for place, disk in enumerate(disks):
        found |= {f'block.{place}.{key}': value for key, value in {
            'name': disk, 'path': f'/{disk}', 'rd.bytes': number,
            'rd.reqs': number, 'wr.bytes': number, 'wr.reqs': number,
            'physical': 10}.items()}
    return found


class Saver:
    """Saves at once."""

    def __init__(self, kept):
        self._kept = kept

    def add(self, states, readings, alive_until_ns=None, then=None):
        self._kept.save(states, readings, alive_until_ns)


class RestoreTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.spool = spool.Spool(self.folder.name)
        self.addCleanup(lambda: self.spool.close())
        self.start(_BEGIN)

    def start(self, now_ns):
        """Have a new agent take the place of another."""
        self.spool.close()
        self.spool = spool.Spool(self.folder.name)
        self.journal = journal.Journal(
            restore.tracker(_HOST, self.spool, now_ns), Saver(self.spool),
            tally.Tally(lambda: 0), lambda outcome: None,
            self.spool.latest.write)

    def poll(self, seconds, *samples):
        at_ns = _BEGIN + seconds * _NS
        self.journal.poll(at_ns, at_ns + 1, samples)

    def watch(self, *numbers, disks=('vda',), since=0):
        """Poll a guest each ten seconds; it counts these numbers."""
        for place, number in enumerate(numbers):
            self.poll(since + 10 * place,
                      Sample(INSTANCE, 7, stats(number, disks)))
            if place == 0:
                self.journal.met(INSTANCE, 7, _FACTS)

    def newest(self):
        """Return the newest counters that are kept."""
        self.spool.close()
        self.spool = spool.Spool(self.folder.name)
        return json.loads(self.spool.latest.read())

    def last(self):
        """Return the closing reading."""
        found = [json.loads(text) for _, text in self.spool.oldest(100)]
        closed, = (each for each in found if each['ended_at'])
        return closed

    def end(self, seconds):
        """Poll in vain, and wait."""
        self.poll(seconds)
        for later in range(10):
            self.journal.tick(_BEGIN + (seconds + later) * _NS)

    def test_a_run_that_ended_meanwhile_has_what_the_last_poll_saw(self):
        self.watch(100, 110, 120, 130)          # all in one minute
        self.start(_BEGIN + 300 * _NS)
        self.end(300)
        last = self.last()
        self.assertFalse(last['exact'])
        self.assertEqual(260, last['counters']['cpu.used'])
        self.assertEqual(130, last['counters']['disk.write.bytes'])

    def test_also_after_a_disk_was_plugged_in(self):
        self.watch(100, 110)
        self.watch(120, 130, disks=('vda', 'vdb'), since=20)
        self.start(_BEGIN + 300 * _NS)
        self.end(300)
        self.assertEqual(260, self.last()['counters']['disk.write.bytes'])

    def test_one_that_goes_on_goes_on(self):
        self.watch(100, 110)
        run_id, = self.spool.states()
        self.start(_BEGIN + 60 * _NS)
        self.watch(140, 150, since=60)
        self.assertEqual({run_id}, set(self.spool.states()))
        self.end(300)
        self.assertEqual(300, self.last()['counters']['cpu.used'])
        self.assertEqual({}, self.spool.states())

    def test_counters_of_another_run_are_not_taken(self):
        self.watch(100, 110)
        rows = self.newest()
        rows[0][0] = 'another'
        self.spool.latest.write(json.dumps(rows))
        self.start(_BEGIN + 300 * _NS)
        self.end(300)
        self.assertEqual(200, self.last()['counters']['cpu.used'])

    def test_damaged_counters_do_no_harm(self):
        self.watch(100, 110)
        row = self.newest()[0]
        for place in range(1, len(row)):
            for value in (None, 'x', 1.5, [], True):
                damaged = [*row[:place], value, *row[place + 1:]]
                self.spool.latest.write(json.dumps([damaged]))
                with self.assertLogs('billing_listener', 'ERROR'):
                    self.start(_BEGIN + 300 * _NS)
        self.spool.latest.write(json.dumps([row[:5]]))
        with self.assertLogs('billing_listener', 'ERROR'):
            self.start(_BEGIN + 300 * _NS)
        self.end(300)
        self.assertEqual(200, self.last()['counters']['cpu.used'])

    @given(strategies.recursive(
        strategies.none() | strategies.integers() | strategies.text(),
        strategies.lists) | strategies.dictionaries(
            strategies.text(), strategies.integers()))
    def test_no_json_is_too_much(self, value):
        self.spool.save({'a': json.dumps(value)}, ())
        self.spool.latest.write(json.dumps(value))
        with self.assertLogs('billing_listener', 'ERROR'):
            self.start(_BEGIN)

    def test_the_first_start_is_noted(self):
        self.assertEqual(_BEGIN, self.spool.alive_until_ns())
        self.start(_BEGIN + 5)
        self.assertEqual(_BEGIN, self.spool.alive_until_ns())
