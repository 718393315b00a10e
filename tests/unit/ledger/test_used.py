# SPDX-License-Identifier: Apache-2.0
"""What guests used is billed once, whatever happens to the readings."""

import datetime
import decimal
import json

from billing_ledger.db import quarantine
from billing_ledger.facts import signature
from billing_ledger.recorder import RecordResult
from tests.unit.ledger import base
from tests.unit.ledger import guest

HOUR, MINUTE, START = base.HOUR, base.MINUTE, base.START
SECOND = MINUTE / 60
SECOND_NS = 10 ** 9
END = START + 10 * HOUR


class UsedTestCase(base.BooksTestCase):
    """Has a server on cmp1 from START to END."""

    def setUp(self):
        super().setUp()
        self.server = base.Server().says().launched()
        self.books.record(self.server.messages)

    def send(self, *readings):
        return self.books.record([guest.message(*readings)])

    def used(self, meter='cpu.used', start=START, end=END, **query):
        """Return the quantity of a meter in base units."""
        rows = self.books.usage(base.ledger.Query(start, end, **query)).rows
        return sum(row.quantity for row in rows if row.meter == meter)

    def set_aside(self):
        with self.books.database.reading() as connection:
            return quarantine.read(connection)


class TestUsed(UsedTestCase):

    def test_the_whole_life(self):
        run = guest.Guest().uses(
            cpu_used=90 * SECOND_NS, memory_used=5, disk_stored=6,
            disk_read_bytes=7, disk_write_bytes=8, disk_read_requests=9,
            disk_write_requests=10, network_incoming_bytes=11,
            network_outgoing_bytes=12, cpu_total=95 * SECOND_NS)
        self.send(run.ends(START + HOUR))
        rows = self.books.usage(base.ledger.Query(START, END)).rows
        self.assertEqual(
            {'cpu.used': (90 * SECOND_NS, 'ns'), 'memory.used': (5, 'B-s'),
             'disk.stored': (6, 'B-s'), 'disk.read.bytes': (7, 'B'),
             'disk.write.bytes': (8, 'B'), 'disk.read.requests':
             (9, 'request'), 'disk.write.requests': (10, 'request'),
             'network.incoming.bytes': (11, 'B'),
             'network.outgoing.bytes': (12, 'B')},
            {row.meter: (int(row.quantity), row.unit) for row in rows
             if not row.meter.endswith(('allocated', 'uptime'))})

    def test_a_month_of_64_bit_and_more(self):
        run = guest.Guest().uses(memory_used=10 ** 25 + 1)
        self.send(run.read(START + HOUR))
        self.assertEqual(10 ** 25 + 1, self.used('memory.used'))

    def test_what_was_used_before_it_was_watched_is_not_billed(self):
        run = guest.Guest(first={'cpu.used': 500})
        self.send(run.uses(cpu_used=7).read(START + MINUTE))
        self.assertEqual(7, self.used())

    def test_each_hour_by_itself(self):
        run = guest.Guest()
        for hour in range(1, 6):
            self.send(run.uses(cpu_used=hour).read(START + hour * HOUR))
        self.assertEqual([1, 2, 3, 4, 5], [
            self.used(start=START + hour * HOUR,
                      end=START + (hour + 1) * HOUR) for hour in range(5)])

    def test_the_full_hour_belongs_to_the_hour_before(self):
        run = guest.Guest()
        self.send(run.uses(cpu_used=1).read(START + HOUR))
        self.send(run.uses(cpu_used=2).read(START + HOUR + SECOND))
        self.assertEqual(1, self.used(end=START + HOUR))
        self.assertEqual(2, self.used(start=START + HOUR))

    def test_only_the_newest_of_an_hour_is_kept(self):
        run = guest.Guest()
        for minute in range(1, 61):
            self.send(run.uses(cpu_used=1).read(START + minute * MINUTE))
        self.assertEqual(60, self.used())
        with self.books.database.reading() as connection:
            self.assertEqual(1, connection.exec_driver_sql(
                'SELECT count(*) FROM reading').scalar())

    def test_a_live_migration_loses_nothing_and_counts_nothing_twice(self):
        moved = START + 90 * MINUTE
        source = guest.Guest().uses(cpu_used=100)
        self.send(source.ends(moved))
        target = guest.Guest('cmp2', moved + SECOND / 10).uses(cpu_used=20)
        self.send(target.read(moved + MINUTE))
        self.books.record(self.server.after(90 * MINUTE + 3 * SECOND)
                          .says(host='cmp2').messages)
        self.assertEqual(120, self.used())
        self.assertEqual(
            [('cmp1', True, True), ('cmp2', None, True)],
            [(run.host, run.exact, run.billed)
             for run in self.books.runs(base.INSTANCE)])

    def test_by_day(self):
        run = guest.Guest()
        self.send(run.uses(cpu_used=3).read(START + 14 * HOUR))
        self.send(run.uses(cpu_used=4).read(START + 15 * HOUR))
        rows = self.books.usage(base.ledger.Query(
            START, START + 48 * HOUR, group_by=('meter', 'day'))).rows
        self.assertEqual(
            {2: 3, 3: 4}, {row.day.day: int(row.quantity) for row in rows
                           if row.meter == 'cpu.used'})

    def test_a_price_that_changes_at_an_hour(self):
        self.price('1', 'cpu.used')
        self.price('10', 'cpu.used', START + HOUR, backdate=True)
        run = guest.Guest(vcpus=2)
        self.send(run.uses(cpu_used=3600 * SECOND_NS).read(START + HOUR))
        self.send(run.uses(cpu_used=1800 * SECOND_NS).read(
            START + HOUR + 30 * MINUTE))
        self.assertEqual(decimal.Decimal(6), self.total(
            group_by=('resource',)))

    def test_a_price_for_the_flavor_it_ran_in(self):
        self.books.record(self.server.after(2 * HOUR).resized(
            'large', host='cmp1').messages)
        self.price('1', 'cpu.used', flavor='small')
        self.price('5', 'cpu.used', flavor='large')
        small = guest.Guest().uses(cpu_used=3600 * SECOND_NS)
        self.send(small.ends(START + 2 * HOUR - 2 * SECOND))
        large = guest.Guest(started_at=START + 2 * HOUR - SECOND, vcpus=4)
        self.send(large.uses(cpu_used=3600 * SECOND_NS).read(
            START + 3 * HOUR))
        self.assertEqual(decimal.Decimal(6), self.total())


class TestWhere(UsedTestCase):
    """Whether Nova names the host decides whether it is billed."""

    def test_a_host_that_nova_never_names(self):
        self.send(guest.Guest('elsewhere').uses(cpu_used=5).read(
            START + HOUR))
        self.assertEqual(0, self.used())
        run, = self.books.runs(base.INSTANCE)
        self.assertFalse(run.billed)
        self.assertEqual((0, 5), run.counters['cpu.used'])

    def test_an_instance_that_nova_does_not_know(self):
        self.send(guest.Guest(instance_id='unknown').uses(cpu_used=5).read(
            START + HOUR))
        self.assertEqual(0, self.used())
        self.assertEqual([False], [run.billed
                                   for run in self.books.runs('unknown')])

    def test_a_guest_that_runs_on_where_it_was_evacuated_from(self):
        self.books.record(self.server.after(2 * HOUR).launched('cmp2')
                          .messages)
        run = guest.Guest()
        for hour in (1, 2, 3, 4):
            self.send(run.uses(cpu_used=1).read(START + hour * HOUR))
        self.assertEqual(2, self.used())

    def test_it_comes_back_to_a_host(self):
        for hour, host in ((1, 'cmp2'), (2, 'cmp1')):
            self.books.record(self.server.after(HOUR).says(host=host)
                              .messages)
            self.send(guest.Guest(('cmp1', 'cmp2')[hour - 1],
                                  START + (hour - 1) * HOUR)
                      .uses(cpu_used=hour).ends(START + hour * HOUR))
        self.send(guest.Guest('cmp1', START + 2 * HOUR).uses(cpu_used=3)
                  .read(START + 3 * HOUR))
        self.assertEqual(6, self.used())


class TestSetAside(UsedTestCase):

    def test_counters_that_go_back(self):
        run = guest.Guest().uses(cpu_used=100)
        self.send(run.read(START + MINUTE))
        self.assertEqual(RecordResult(quarantined=1), self.send(
            run.uses(cpu_used=-1).read(START + 2 * MINUTE)))
        row, = self.set_aside()
        self.assertIn('cpu.used goes back from 100', row.reason)
        self.assertEqual(100, self.used())

    def test_a_late_reading_that_contradicts_what_came_after(self):
        run = guest.Guest().uses(cpu_used=5)
        self.send(run.read(START + 3 * HOUR))
        self.send(run.uses(cpu_used=1).read(START + HOUR))
        self.assertEqual(1, len(self.set_aside()))
        self.assertEqual(5, self.used())

    def test_a_jump_between_two_readings(self):
        run = guest.Guest()
        self.send(run.read(START + 5 * HOUR))
        self.send(run.uses(cpu_used=3600 * SECOND_NS).read(
            START + 5 * HOUR + MINUTE))
        row, = self.set_aside()
        self.assertIn('more than 1 vCPUs can use', row.reason)

    def test_the_future(self):
        self.send(guest.Guest().read(self.now + HOUR))
        row, = self.set_aside()
        self.assertIn('from the future', row.reason)

    def test_a_run_that_pretends_to_be_another(self):
        self.send(guest.Guest(run_id='r').read(START + MINUTE))
        self.send(guest.Guest(run_id='r', host='cmp2').read(
            START + 2 * MINUTE))
        row, = self.set_aside()
        self.assertIn('run r is known', row.reason)

    def test_one_bad_reading_among_good_ones(self):
        good = guest.Guest().uses(cpu_used=7)
        bad = guest.Guest('cmp2').read(self.now + HOUR)
        self.assertEqual(RecordResult(recorded=1, quarantined=2), self.send(
            good.read(START + MINUTE), bad, 'nonsense'))
        self.assertEqual(7, self.used())
        self.assertEqual(2, len(self.set_aside()))
        for row in self.set_aside():
            self.assertEqual(1, len(json.loads(row.body)['payload'][
                'readings']))

    def test_again_later(self):
        """What came from the future can be true an hour later."""
        self.send(guest.Guest().uses(cpu_used=7).read(self.now + HOUR))
        self.assertEqual(RecordResult(quarantined=1),
                         self.books.recorder.replay_quarantine())
        self.now += 2 * HOUR
        self.conf.set_override('secret', None, group='readings')
        self.assertEqual(RecordResult(quarantined=1),
                         self.books.recorder.replay_quarantine())


class TestSigned(UsedTestCase):

    def open_books(self):
        self.conf.set_override('secret', 'hush', group='readings')
        super().open_books()

    def from_bus(self, *readings, secret='hush'):
        message = guest.message(*readings)
        if secret:
            message['payload'] = signature.sign(message['payload'], secret)
        return self.books.record([message], from_bus=True)

    def test_signed(self):
        self.assertEqual(RecordResult(recorded=1), self.from_bus(
            guest.Guest().uses(cpu_used=7).read(START + MINUTE)))
        self.assertEqual(7, self.used())

    def test_not_signed(self):
        for secret in (None, 'guess'):
            self.assertEqual(RecordResult(quarantined=1), self.from_bus(
                guest.Guest().uses(cpu_used=7).read(START + MINUTE),
                secret=secret))
        self.assertEqual(0, self.used())
        self.assertIn('not signed', self.set_aside()[0].reason)

    def test_the_quarantine_is_no_way_around_the_signature(self):
        self.from_bus(guest.Guest().uses(cpu_used=7).read(START + MINUTE),
                      secret=None)
        self.assertEqual(RecordResult(quarantined=1),
                         self.books.recorder.replay_quarantine())
        self.assertEqual(0, self.used())

    def test_what_was_signed_can_be_tried_again(self):
        future = self.now + 2 * HOUR
        self.from_bus(
            guest.Guest().uses(cpu_used=7).read(future),
            guest.Guest('cmp2').read(START + MINUTE))
        self.assertEqual(1, len(self.set_aside()))
        self.now += 3 * HOUR
        self.assertEqual(RecordResult(recorded=1),
                         self.books.recorder.replay_quarantine())
        self.assertEqual(7, self.used(end=self.now))
        self.assertEqual([], self.set_aside())


class TestOtherHours(base.BooksTestCase):
    """In India, hours begin at half past."""

    def open_books(self):
        self.conf.set_override('time_zone', 'Asia/Kolkata', group='billing')
        super().open_books()

    def test_a_price_that_changes_at_half_past(self):
        self.books.record(base.Server().says().launched().messages)
        change = START + datetime.timedelta(minutes=30)
        self.price('1', 'disk.write.bytes', START - HOUR / 2)
        self.price('10', 'disk.write.bytes', change, backdate=True)
        run = guest.Guest()
        for minute in range(1, 61):
            self.books.record([guest.message(
                run.uses(disk_write_bytes=2 ** 30).read(
                    START + minute * MINUTE))])
        self.assertEqual(decimal.Decimal(30 + 300), self.total())
