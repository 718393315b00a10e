# SPDX-License-Identifier: Apache-2.0
"""The demo's readings: as agents send them, and all that the lives hold."""

import datetime
import functools
import pathlib
import tempfile
import unittest

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger.facts import reading
from billing_ledger.facts import signature
from billing_ledger.timeline import segment
from tests.unit.demo import test_build
from tools.demo import cast
from tools.demo import guests
from tools.demo import habits

NOW = test_build.NOW
HOUR = datetime.timedelta(hours=1)
START = datetime.datetime(2027, 2, 1, 6, 30, tzinfo=datetime.UTC)
# Busy all day with all it has, so that sums are easy to see.
BUSY = habits.Habit((1000,) * 24, (1000,) * 7, cpu=1000, memory=500, disk=250,
                    read=32768, written=16384, received=10, sent=20)
IDLE_AT_SEVEN = habits.Habit((1000,) * 7 + (0,) + (1000,) * 16, (1000,) * 7,
                             cpu=500, memory=0, disk=0, read=0, written=0,
                             received=0, sent=0)


def life(start, end, host='cmp1', state='active', **more):
    """Return a segment from and until some hours after START."""
    return segment.Segment(
        START + start * HOUR, None if end is None else START + end * HOUR,
        host=host, flavor='m1.small', vcpus=2, memory_mb=2048, disk_gb=20,
        state=state, project_id='p', user_id='u', image_id='i',
        availability_zone=None, display_name='web', launched=True,
        evidence='notification')._replace(**more)


@functools.cache
def readings_of_month():
    return [(moment, message) for moment, message in test_build.month()
            if message['event_type'] == reading.EVENT_TYPE]


class GuestTest(unittest.TestCase):

    def hosts(self, *segments):
        return [(guest.host, guest.start, guest.end)
                for guest in guests.of('i', segments)]

    def test_a_guest_lives_until_it_moves_or_stops(self):
        self.assertEqual(
            [('cmp1', START, START + 2 * HOUR),
             ('cmp2', START + 2 * HOUR, START + 4 * HOUR),
             ('cmp2', START + 5 * HOUR, None)],
            self.hosts(
                life(-1, 0, None, 'building', launched=False),
                life(0, 1), life(1, 2, state='paused'),
                life(2, 3, 'cmp2'), life(3, 4, 'cmp2', user_id='other'),
                life(4, 5, 'cmp2', 'stopped'), life(5, None, 'cmp2')))

    def test_what_restarts_a_guest_begins_another_run(self):
        for change in ({'flavor': 'm1.large'}, {'image_id': 'j'},
                       {'state': 'rescued'}):
            with self.subTest(change):
                self.assertEqual(2, len(self.hosts(
                    life(0, 1), life(1, 2)._replace(**change))))

    def test_runs_have_ids_of_their_own(self):
        ids = [guest.run_id for guest in (
            *guests.of('i', [life(0, 1), life(1, 2, 'cmp2')]),
            *guests.of('j', [life(0, 1)]))]
        self.assertEqual(3, len(set(ids)))


class ReadingTest(unittest.TestCase):

    def readings(self, *segments, habit=BUSY, until=START + 100 * HOUR):
        return [(moment, reading.read_one(each))
                for guest in guests.of('i', segments)
                for moment, each in guests.readings(guest, habit, until)]

    def used(self, found):
        return dict(zip(reading.COUNTERS, found.counters, strict=True))

    def test_they_are_made_at_full_hours_and_at_both_ends(self):
        found = self.readings(life(0, 2.25))
        self.assertEqual(
            [0, 0.5, 1.5, 2.25],
            [(moment - START) / HOUR for moment, _ in found])
        self.assertEqual([None, None, None, START + 2.25 * HOUR],
                         [each.ended_at for _, each in found])

    def test_all_is_counted(self):
        _, last = self.readings(life(0, 2))[-1]
        seconds = 2 * 3600
        self.assertEqual({
            'cpu.used': 2 * seconds * 10 ** 9,
            'cpu.total': 2 * seconds * 10 ** 9 + seconds * 3 * 10 ** 6,
            'memory.used': 2 ** 30 * seconds,
            'disk.stored': 5 * 2 ** 30 * seconds,
            'disk.read.bytes': 32768 * seconds,
            'disk.write.bytes': 16384 * seconds,
            'disk.read.requests': seconds, 'disk.write.requests': seconds,
            'network.incoming.bytes': 10 * seconds,
            'network.outgoing.bytes': 20 * seconds}, self.used(last))

    def test_a_paused_guest_computes_nothing(self):
        _, last = self.readings(life(0, 1), life(1, 5, state='paused'))[-1]
        self.assertEqual(2 * 3600 * 10 ** 9, self.used(last)['cpu.used'])
        self.assertEqual(5 * 3600 * 2 ** 30, self.used(last)['memory.used'])

    def test_a_day_has_its_pattern(self):
        found = [self.used(each)['cpu.used'] // 10 ** 9 for _, each
                 in self.readings(life(0, 3), habit=IDLE_AT_SEVEN)]
        self.assertEqual([0, 1800, 1800, 5400, 7200], found)

    def test_what_goes_on_has_no_end(self):
        found = self.readings(life(0, None), until=START + 1.75 * HOUR)
        self.assertEqual([0, 0.5, 1.5],
                         [(moment - START) / HOUR for moment, _ in found])
        self.assertFalse([each for _, each in found if each.ended_at])

    def test_some_end_unseen(self):
        ends = [each for _, each in self.readings(
            *(life(n, n + 1, f'cmp{n}') for n in range(4)))
            if each.ended_at]
        self.assertEqual([True, True, True, False],
                         [each.exact for each in ends])
        self.assertEqual(datetime.timedelta(milliseconds=250),
                         ends[3].ended_at - ends[3].at)

    def test_the_shortest_life_has_an_end(self):
        instant = datetime.timedelta(milliseconds=1) / HOUR
        found = self.readings(*(life(n, n + instant, f'cmp{n}')
                                for n in range(4)))
        self.assertEqual(4, len([each for _, each in found
                                 if each.ended_at]))


class MessageTest(unittest.TestCase):

    def test_a_host_sends_one_at_a_time(self):
        seen = set()
        for moment, message in readings_of_month():
            host = message['payload']['host']
            self.assertNotIn((moment, host), seen)
            seen.add((moment, host))
            self.assertEqual({host}, {each['host'] for each
                                      in message['payload']['readings']})

    def test_they_lie_where_the_listener_listens(self):
        lines = [line for _, line in self.lines()
                 if '"exchange": "billing"' in line]
        self.assertGreater(len(lines), 10)
        for line in lines:
            self.assertIn('"routing_key": "billing_readings.info"', line)

    def test_they_are_signed_with_the_secret(self):
        bodies = [message for _, message in test_build.decoded(
            self.lines('secret')) if 'billing' in message['event_type']]
        for message in bodies:
            self.assertTrue(signature.is_signed(message['payload'],
                                                'secret'))
        for _, message in readings_of_month():
            self.assertNotIn(signature.KEY, message['payload'])

    def lines(self, secret=None):
        return test_build.build.lines(
            test_build.build.RECORDINGS, (test_build.part('web-1'),),
            test_build.PEOPLE, NOW, 'demo', secret)


class BooksTest(unittest.TestCase):
    """The ledger believes all of it, and bills all of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        conf = configuration.new_conf(default_config_files=[],
                                      default_config_dirs=[])
        path = pathlib.Path(folder.name) / 'billing.sqlite'
        conf.set_override('connection', f'sqlite:///{path}',
                          group='database')
        cls.books = ledger.Ledger(conf, now=lambda: NOW)
        cls.books.upgrade_schema()
        cls.addClassCleanup(lambda: cls.books.database.engine().dispose())
        cls.result = cls.books.record(
            [message for _, message in test_build.month()])

    def test_nothing_is_set_aside(self):
        self.assertEqual(0, self.result.quarantined)
        self.assertEqual(0, self.result.duplicates)

    def test_everything_is_billed_once(self):
        month = NOW.replace(day=1, hour=0, minute=0)
        rows = self.books.usage(ledger.Query(month, NOW)).rows
        used = {(row.resource_id, row.meter): row.quantity for row in rows}
        newest = {}
        for _, message in readings_of_month():
            for each in message['payload']['readings']:
                newest[each['run_id']] = each
        self.assertGreater(len(newest), len(cast.SHOP))
        for name in set(reading.COUNTERS) - {'cpu.total'}:
            with self.subTest(name):
                self.assertEqual(
                    sum(each['counters'][name] for each in newest.values()),
                    sum(quantity for (_, meter), quantity in used.items()
                        if meter == name))

    def test_nobody_uses_more_than_was_allocated(self):
        month = NOW.replace(day=1, hour=0, minute=0)
        rows = self.books.usage(ledger.Query(month, NOW)).rows
        quantities = {(row.resource_id, row.meter): row.quantity
                      for row in rows}
        for (resource_id, meter), quantity in quantities.items():
            if meter == 'cpu.used':
                self.assertLessEqual(
                    quantity, 10 ** 9 * quantities[resource_id,
                                                   'vcpu.allocated'])
            if meter == 'memory.used':
                self.assertLessEqual(
                    quantity, 2 ** 20 * quantities[resource_id,
                                                   'memory.allocated'])

    def test_every_run_is_of_its_timeline(self):
        for instance_id in {each['instance_id']
                            for _, message in readings_of_month()
                            for each in message['payload']['readings']}:
            for run in self.books.runs(instance_id):
                self.assertTrue(run.billed)
