# SPDX-License-Identifier: Apache-2.0
"""When runs begin, and with which counters."""

import unittest

from billing_listener.agent.tracker import Facts
from tests.unit.agent import base
from tests.unit.agent.base import GUEST
from tests.unit.agent.base import SECOND
from tests.unit.agent.base import START


class BeginningTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.host = base.Host()

    def check_only(self, started, cpu, **first):
        """Check that there is one run, and what it began with."""
        runs = self.host.runs()
        self.assertEqual(1, len(runs), runs)
        last = runs[0][1]
        self.assertEqual(base.text(started), last['started_at'])
        self.assertEqual(cpu, base.used(last, 'cpu.used'))
        for counter, value in first.items():
            self.assertEqual(value, last['first'][
                counter.replace('_', '.')], counter)
        base.understood(self.host)

    def test_a_guest_that_was_there_before(self):
        self.host.poll(START, (GUEST, 1, base.stats(cpu=1000)))
        self.host.poll(START + base.MINUTE, (GUEST, 1, base.stats(cpu=1700)))
        self.check_only(START, 700, cpu_used=1000)

    def test_a_guest_that_boots(self):
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700, cpu_used=0)

    def test_it_is_said_as_soon_as_there_are_counters(self):
        self.host.boot(START)
        self.assertEqual([], self.host.readings)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=7)))
        self.assertEqual(base.text(START + SECOND),
                         self.host.readings[0]['at'])
        self.assertIsNone(self.host.readings[0]['ended_at'])

    def test_a_guest_whose_boot_was_announced_to_nobody(self):
        self.host.poll(START)
        self.host.poll(START + 10 * SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700, cpu_used=0)

    def test_a_boot_before_the_first_poll(self):
        self.host.event(START, 'RESUMED_UNPAUSED')
        self.host.event(START, 'STARTED_BOOTED')
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700)

    def test_a_guest_resumed_before_the_first_poll(self):
        self.host.event(START, 'RESUMED_UNPAUSED')
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START + SECOND, 0)

    def test_a_poll_in_the_middle_of_a_boot(self):
        self.host.poll(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.incomplete(
            base.stats(state=base.BOOTING, received=90))))
        self.host.event(START + 2 * SECOND, 'RESUMED_UNPAUSED')
        self.host.event(START + 2 * SECOND, 'STARTED_BOOTED')
        self.host.poll(START + 3 * SECOND, (GUEST, 1, base.stats(
            cpu=700, received=95)))
        self.check_only(START + 2 * SECOND, 700, network_incoming_bytes=90)

    def test_a_poll_between_the_two_events_of_a_boot(self):
        self.host.poll(START)
        self.host.event(START + SECOND, 'RESUMED_UNPAUSED')
        self.host.poll(START + SECOND + 5, (GUEST, 1, base.stats(cpu=7)))
        self.host.event(START + SECOND + 9, 'STARTED_BOOTED')
        self.host.poll(START + base.MINUTE, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START + SECOND, 700)

    def test_events_that_come_later_than_the_poll(self):
        """With a poll a minute, the last one is long ago."""
        self.host.poll(START)
        self.host.poll(START + base.MINUTE, (GUEST, 1, base.stats(cpu=7)))
        self.host.event(START + base.MINUTE + 5, 'RESUMED_UNPAUSED')
        self.host.event(START + base.MINUTE + 9, 'STARTED_BOOTED')
        self.host.poll(START + 2 * base.MINUTE,
                       (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700)

    def test_a_poll_that_began_before_the_boot_ends_nothing(self):
        self.host.boot(START)
        self.host.poll(START - SECOND // 10)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700)

    def test_a_guest_that_starts_paused(self):
        self.host.poll(START - SECOND)
        self.host.event(START, 'STARTED_BOOTED')
        self.host.event(START, 'SUSPENDED_PAUSED')
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(
            state=base.PAUSED)))
        self.host.event(START + 2 * SECOND, 'RESUMED_UNPAUSED')
        self.host.poll(START + base.MINUTE, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700)
        self.assertFalse(self.host.runs()[0][1]['ended_at'])

    def test_a_guest_that_is_restored(self):
        self.host.poll(START - SECOND)
        self.host.event(START, 'STARTED_RESTORED')
        self.host.event(START, 'RESUMED_FROM_SNAPSHOT')
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700)

    def test_waking_up_is_no_beginning(self):
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=500)))
        self.host.event(START + 70 * SECOND, 'PMSUSPENDED_MEMORY')
        self.host.poll(START + 80 * SECOND, (GUEST, 1, base.stats(
            cpu=600, state=(7, 0))))
        self.host.event(START + 90 * SECOND, 'STARTED_WAKEUP')
        self.host.poll(START + 140 * SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700)

    def test_waking_up_before_the_first_poll_is_none_either(self):
        self.host.event(START, 'STARTED_WAKEUP')
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=500)))
        self.host.poll(START + 70 * SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START + SECOND, 200)

    def test_an_answer_from_before_the_first_event(self):
        """It still lists the life before."""
        self.host.event(START, 'STARTED_BOOTED', 2)
        self.host.poll(START - SECOND, (GUEST, 1, base.stats(cpu=900)))
        self.host.poll(START + SECOND, (GUEST, 2, base.stats(cpu=5)))
        self.host.tick(START + 9 * SECOND)
        self.check_only(START, 5)

    def test_an_answer_from_before_the_last_poll(self):
        self.host.poll(START)
        self.host.poll(START - SECOND, (GUEST, 1, base.stats(cpu=900)))
        self.assertEqual([], self.host.readings)

    def test_two_guests_are_two_runs(self):
        self.host.boot(START)
        self.host.boot(START, 2, base.OTHER)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=5)),
                       (base.OTHER, 2, base.stats(cpu=6)))
        self.assertEqual({GUEST: 5, base.OTHER: 6}, {
            last['instance_id']: base.used(last, 'cpu.used')
            for _, last in self.host.runs()})

    def test_a_guest_started_anew_is_another_run(self):
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=500)))
        self.host.event(START + 2 * SECOND, 'STOPPED_DESTROYED', -1)
        self.host.event(START + 3 * SECOND, 'RESUMED_UNPAUSED', 2)
        self.host.event(START + 3 * SECOND, 'STARTED_BOOTED', 2)
        self.host.poll(START + 4 * SECOND, (GUEST, 2, base.stats(cpu=300)))
        self.host.finish(START + 4 * SECOND)
        self.assertEqual([500, 300], [base.used(last, 'cpu.used')
                                      for _, last in self.host.runs()])

    def test_a_guest_started_anew_while_nobody_looked(self):
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=500)))
        self.host.poll(START + 9 * SECOND, (GUEST, 2, base.stats(cpu=900)))
        self.host.tick(START + 20 * SECOND)
        self.assertEqual([500, 900], [base.used(last, 'cpu.used')
                                      for _, last in self.host.runs()])

    def test_the_number_of_a_guest_that_is_gone(self):
        """libvirtd was away, and begins to count anew."""
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=500)))
        for second in (70, 71, 72):
            self.host.poll(START + second * SECOND,
                           (GUEST, 1, base.stats(cpu=second)))
        self.host.tick(START + 80 * SECOND)
        self.assertEqual([(500, False), (72, None)], [
            (base.used(last, 'cpu.used'), last['exact'])
            for _, last in self.host.runs()])

    def test_the_number_of_a_guest_that_is_gone_with_its_event(self):
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=500)))
        self.host.event(START + 90 * SECOND, 'STARTED_BOOTED')
        self.host.poll(START + 91 * SECOND, (GUEST, 1, base.stats(cpu=80)))
        self.host.tick(START + 99 * SECOND)
        self.assertEqual([500, 80], [base.used(last, 'cpu.used')
                                     for _, last in self.host.runs()])

    def test_the_number_of_a_guest_whose_end_was_seen(self):
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=500)))
        self.host.event(START + 9 * SECOND, 'STOPPED_DESTROYED', -1)
        self.host.tick(START + 20 * SECOND)
        self.host.poll(START + 90 * SECOND, (GUEST, 1, base.stats(cpu=80)))
        self.host.finish(START + 99 * SECOND)
        self.assertEqual([(500, False), (80, None)], [
            (base.used(last, 'cpu.used'), last['exact'])
            for _, last in self.host.runs()])

    def test_old_answers_are_of_no_other_process(self):
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=5)))
        self.host.poll(START + 9 * SECOND, (GUEST, 1, base.stats(cpu=500)))
        for _ in range(5):
            self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=5)))
        self.host.poll(START + 70 * SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700)

    def test_an_event_twice(self):
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=500)))
        self.host.event(START + 90 * SECOND, 'STARTED_BOOTED')
        self.host.poll(START + 91 * SECOND, (GUEST, 1, base.stats(cpu=700)))
        self.check_only(START, 700)


class FactsTest(unittest.TestCase):
    """Of a process, as far as it can be found out."""

    def test_a_process_younger_than_the_watch(self):
        host = base.Host(watched_since=START, facts=Facts(
            '77/1', START + SECOND, {'vnet3': 'fa:16:3e:00:00:01'}))
        host.poll(START + 9 * SECOND, (GUEST, 1, base.stats(cpu=700)))
        host.poll(START + base.MINUTE, (GUEST, 1, base.stats(cpu=900)))
        (_, last), = host.runs()
        self.assertEqual(900, base.used(last, 'cpu.used'))
        self.assertEqual(base.text(START + SECOND), last['started_at'])

    def test_a_process_older_than_the_watch(self):
        host = base.Host(watched_since=START, facts=Facts(
            '77/1', START - SECOND))
        host.poll(START + 9 * SECOND, (GUEST, 1, base.stats(cpu=700)))
        host.poll(START + base.MINUTE, (GUEST, 1, base.stats(cpu=900)))
        (_, last), = host.runs()
        self.assertEqual(200, base.used(last, 'cpu.used'))
        self.assertEqual(base.text(START + 9 * SECOND), last['started_at'])

    def test_nothing_is_said_before_it_is_met(self):
        host = base.Host()
        host.meets = False
        host.boot(START)
        self.assertEqual(((GUEST, 1),), host.poll(
            START + SECOND, (GUEST, 1, base.stats(cpu=5))).to_meet)
        self.assertEqual(((GUEST, 1),), host.poll(
            START + 2 * SECOND, (GUEST, 1, base.stats(cpu=6))).to_meet)
        self.assertEqual([], host.readings)
        host.met(GUEST, 1, Facts('77/1'))
        self.assertEqual(6, base.used(host.readings[0], 'cpu.used'))
        self.assertEqual((), host.poll(
            START + 3 * SECOND, (GUEST, 1, base.stats(cpu=7))).to_meet)

    def test_one_that_ends_before_it_is_met(self):
        host = base.Host()
        host.meets = False
        host.boot(START)
        host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=5)))
        host.event(START + 2 * SECOND, 'STOPPED_DESTROYED', -1)
        host.tick(START + 9 * SECOND)
        self.assertEqual([], host.readings)
        host.met(GUEST, 1, Facts('77/1'))
        host.tick(START + 10 * SECOND)
        self.assertEqual([(5, False)], [
            (base.used(last, 'cpu.used'), last['exact'])
            for _, last in host.runs()])

    def test_the_same_process_has_the_same_name(self):
        names = set()
        for _ in range(2):
            host = base.Host(facts=Facts('77/1', START + SECOND))
            host.boot(START + 2 * SECOND)
            host.poll(START + 3 * SECOND, (GUEST, 1, base.stats(cpu=5)))
            names.add(host.readings[0]['run_id'])
        self.assertEqual(1, len(names))

    def test_one_that_is_met_anew_without_its_beginning_is_another_run(self):
        """An agent that lost its spool begins with other counters."""
        names = set()
        for second in (3, 4):
            host = base.Host(facts=Facts('77/1', START - SECOND))
            host.poll(START + second * SECOND, (GUEST, 1, base.stats(cpu=5)))
            names.add(host.readings[0]['run_id'])
        self.assertEqual(2, len(names))

    def test_another_process_of_the_same_number(self):
        host = base.Host(facts=Facts('77/1', START + SECOND))
        host.boot(START + SECOND)
        host.poll(START + 2 * SECOND, (GUEST, 1, base.stats(cpu=500)))
        host.met(GUEST, 1, Facts('77/1', START + SECOND))
        self.assertEqual(1, len(host.runs()))
        host.met(GUEST, 1, Facts('88/5', START + 3 * SECOND))
        host.poll(START + 9 * SECOND, (GUEST, 1, base.stats(cpu=800)))
        self.assertEqual([(500, False), (800, None)], [
            (base.used(last, 'cpu.used'), last['exact'])
            for _, last in host.runs()])

    def test_a_guest_that_arrived_before_it_is_met(self):
        """Its process is older than its life here."""
        host = base.Host()
        host.meets = False
        host.poll(START)
        host.event(START + SECOND, 'STARTED_MIGRATED')
        host.event(START + 5 * SECOND, 'RESUMED_MIGRATED')
        host.poll(START + 6 * SECOND, (GUEST, 1, base.stats(cpu=5)))
        host.met(GUEST, 1, Facts('77/1', START + SECOND))
        (_, last), = host.runs()
        self.assertEqual(base.text(START + 5 * SECOND), last['started_at'])

    def test_facts_about_nobody(self):
        host = base.Host()
        self.assertEqual(((),) * 5, tuple(host.met(GUEST, 1, Facts())))


class IgnoredTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.host = base.Host()
        self.host.meets = False
        self.host.boot(START)
        self.host.ignore(GUEST, 1)

    def test_nothing_is_said_of_it(self):
        self.assertEqual((), self.host.poll(
            START + SECOND, (GUEST, 1, base.stats(cpu=5))).to_meet)
        self.host.event(START + 2 * SECOND, 'RESUMED_UNPAUSED')
        self.assertEqual((), self.host.event(
            START + 3 * SECOND, 'SUSPENDED_PAUSED').to_read)
        self.host.event(START + 4 * SECOND, 'STOPPED_DESTROYED', -1)
        self.host.finish(START + 9 * SECOND)
        self.assertEqual([], self.host.readings)

    def test_the_next_one_of_that_domain_is_met(self):
        self.assertEqual(((GUEST, 2),), self.host.poll(
            START + SECOND, (GUEST, 2, base.stats(cpu=5))).to_meet)

    def test_it_is_remembered_until_it_is_gone(self):
        self.host.poll(START + SECOND)
        self.assertEqual(((GUEST, 1),), self.host.poll(
            START + 2 * SECOND, (GUEST, 1, base.stats(cpu=5))).to_meet)

    def test_its_state_is_to_be_deleted(self):
        self.host.boot(START, 2, base.OTHER)
        self.host.met(base.OTHER, 2, Facts())
        self.assertEqual(1, len(self.host.states))
        self.host.ignore(base.OTHER, 2)
        self.assertEqual({}, self.host.states)
