# SPDX-License-Identifier: Apache-2.0
"""Guests that leave, arrive, or do so only nearly."""

import unittest

from tests.unit.agent import base
from tests.unit.agent.base import GUEST
from tests.unit.agent.base import SECOND
from tests.unit.agent.base import START

TENTH = SECOND // 10


class LeavingTest(unittest.TestCase):
    """What the source makes of a migration."""

    def setUp(self):
        super().setUp()
        self.host = base.Host()
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=10)))
        self.away = START + 20 * SECOND

    def check_end(self, cpu, exact, ended):
        (_, last), = self.host.runs()
        self.assertEqual((cpu, exact, base.text(ended)), (
            base.used(last, 'cpu.used'), last['exact'], last['ended_at']))
        base.understood(self.host)
        self.assertEqual({}, self.host.states)

    def check_open(self, cpu):
        (_, last), = self.host.runs()
        self.assertEqual((cpu, None), (base.used(last, 'cpu.used'),
                                       last['exact']))

    def test_the_read_is_answered(self):
        self.host.leave(self.away, base.stats(cpu=90))
        self.check_end(90, True, self.away)

    def test_the_read_is_asked_for_at_once(self):
        self.assertEqual(((GUEST, 1),), self.host.event(
            self.away, 'SUSPENDED_MIGRATED').to_read)

    def test_the_candidate_is_kept_durably(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        outcome = self.host.answer(self.away, self.away + TENTH, base.stats(
            cpu=90, state=base.MIGRATING))
        self.assertEqual(1, len(outcome.changed))

    def test_the_read_fails(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + TENTH)
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.host.tick(self.away + 3 * SECOND)
        self.check_open(10)
        self.host.tick(self.away + 4 * SECOND)
        self.check_end(10, False, self.away)

    def test_the_read_fails_after_fast_sampling(self):
        self.host.iteration(self.away - 5 * SECOND)
        self.assertEqual({GUEST}, self.host.tracker.close_to_migration)
        self.host.samples(self.away - TENTH, (GUEST, 1, base.stats(cpu=80)))
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + TENTH)
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.assertEqual(set(), self.host.tracker.close_to_migration)
        self.host.tick(self.away + 9 * SECOND)
        self.check_end(80, False, self.away)

    def test_the_read_fails_and_a_sample_saves_it(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + TENTH)
        self.host.samples(self.away + 2 * TENTH, (GUEST, 1, base.stats(
            cpu=90, state=base.MIGRATING)))
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.check_end(90, True, self.away)

    def test_the_read_comes_after_the_end(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.host.tick(self.away + 5 * SECOND)
        self.check_open(10)
        self.host.answer(self.away, self.away + 5 * SECOND,
                         base.stats(cpu=90, state=base.MIGRATING))
        self.check_end(90, True, self.away)

    def test_the_read_comes_when_nobody_waits_any_more(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.host.tick(self.away + 6 * SECOND)
        self.check_end(10, False, self.away)
        self.host.answer(self.away, self.away + 8 * SECOND,
                         base.stats(cpu=90, state=base.MIGRATING))
        self.check_end(90, True, self.away)

    def test_an_answer_whose_number_is_lost(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + TENTH, base.stats(
            cpu=90, state=base.MIGRATING), domain_id=-1)
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.check_end(90, True, self.away)

    def test_an_answer_of_a_domain_that_is_off_is_none(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + TENTH, base.stats(
            cpu=99, state=base.SHUT_OFF), domain_id=-1)
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.host.tick(self.away + 9 * SECOND)
        self.check_end(10, False, self.away)

    def test_a_sample_asked_for_before_is_not_exact(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.poll(self.away - 1, (GUEST, 1, base.stats(cpu=85)),
                       took=TENTH)
        self.host.answer(self.away, self.away + TENTH)
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.host.tick(self.away + 9 * SECOND)
        self.check_end(85, False, self.away)

    def test_only_the_end_is_announced(self):
        self.host.event(self.away, 'STOPPED_MIGRATED', -1)
        self.host.tick(self.away + 3 * SECOND)
        self.check_end(10, False, self.away)

    def test_only_the_state_tells_that_it_is_suspended(self):
        """libvirtd was restarted just then: the event is lost."""
        self.host.poll(self.away, (GUEST, 1, base.stats(
            cpu=90, state=base.MIGRATING)))
        self.host.poll(self.away + SECOND)
        self.check_end(90, True, self.away)

    def test_it_is_simply_gone(self):
        """libvirtd was restarted: nothing was announced at all."""
        self.host.poll(self.away)
        self.host.tick(self.away + 5 * SECOND)
        self.check_end(10, False, START + SECOND)

    def test_it_is_gone_after_its_last_read(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + TENTH, base.stats(
            cpu=90, state=base.MIGRATING))
        self.host.poll(self.away + SECOND)
        self.check_end(90, True, self.away)
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.check_end(90, True, self.away)

    def test_the_destination_died_at_the_last_moment(self):
        self.host.iteration(self.away - SECOND)
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + TENTH, base.stats(
            cpu=90, state=base.MIGRATING))
        self.host.event(self.away + 2 * TENTH, 'RESUMED_UNPAUSED')
        self.assertEqual(set(), self.host.tracker.close_to_migration)
        self.host.poll(self.away + base.MINUTE,
                       (GUEST, 1, base.stats(cpu=200)))
        self.check_open(200)
        self.host.event(self.away + 61 * SECOND, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.away + 70 * SECOND)
        self.check_end(200, False, self.away + 61 * SECOND)

    def test_it_goes_on_here_and_nobody_says_so(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + TENTH, base.stats(
            cpu=90, state=base.MIGRATING))
        self.host.poll(self.away + SECOND, (GUEST, 1, base.stats(cpu=95)))
        self.host.event(self.away + 2 * SECOND, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.away + 9 * SECOND)
        self.check_end(95, False, self.away + 2 * SECOND)

    def test_libvirt_itself_resumes_the_source(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + TENTH, base.stats(
            cpu=90, state=base.MIGRATING))
        self.host.event(self.away + SECOND, 'RESUMED_MIGRATED')
        self.host.leave(self.away + 9 * SECOND, base.stats(cpu=150))
        self.check_end(150, True, self.away + 9 * SECOND)

    def test_a_late_answer_to_the_first_attempt_is_not_exact(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.event(self.away + TENTH, 'RESUMED_UNPAUSED')
        self.host.event(self.away + 2 * TENTH, 'SUSPENDED_MIGRATED')
        self.host.answer(self.away, self.away + 3 * TENTH, base.stats(
            cpu=90, state=base.MIGRATING))
        self.host.event(self.away + SECOND, 'STOPPED_MIGRATED', -1)
        self.host.answer(self.away + 2 * TENTH, self.away + 2 * SECOND)
        self.host.tick(self.away + 9 * SECOND)
        self.check_end(90, False, self.away + 2 * TENTH)

    def test_an_aborted_migration_is_nothing(self):
        self.host.iteration(self.away)
        self.host.poll(self.away + base.MINUTE,
                       (GUEST, 1, base.stats(cpu=90)))
        self.check_open(90)
        self.host.tick(self.away + 120 * SECOND)
        self.assertEqual({GUEST}, self.host.tracker.close_to_migration)
        self.host.tick(self.away + 121 * SECOND)
        self.assertEqual(set(), self.host.tracker.close_to_migration)

    def test_each_iteration_prolongs_the_sampling(self):
        self.host.iteration(self.away)
        self.host.iteration(self.away + 100 * SECOND)
        self.host.tick(self.away + 200 * SECOND)
        self.assertEqual({GUEST}, self.host.tracker.close_to_migration)

    def test_a_job_that_is_done_ends_the_sampling(self):
        self.host.iteration(self.away)
        self.host.event(self.away + SECOND, None, kind='JOB_COMPLETED')
        self.assertEqual(set(), self.host.tracker.close_to_migration)

    def test_what_is_gone_is_not_sampled(self):
        self.host.iteration(self.away)
        self.host.poll(self.away + SECOND)
        self.host.tick(self.away + SECOND)
        self.assertEqual(set(), self.host.tracker.close_to_migration)

    def test_post_copy(self):
        self.host.event(self.away, 'SUSPENDED_MIGRATED')
        self.host.event(self.away + TENTH, 'SUSPENDED_POSTCOPY')
        self.host.answer(self.away, self.away + 2 * TENTH, base.stats(
            cpu=90, state=base.POSTCOPY))
        self.host.answer(self.away + TENTH, self.away + 3 * TENTH)
        self.host.poll(self.away + 30 * SECOND, (GUEST, 1, base.stats(
            cpu=90, state=base.POSTCOPY)))
        self.host.event(self.away + 50 * SECOND, 'STOPPED_MIGRATED', -1)
        (_, last), = self.host.runs()
        self.assertEqual((90, True), (base.used(last, 'cpu.used'),
                                      last['exact']))

    def test_a_failed_post_copy(self):
        self.host.event(self.away, 'SUSPENDED_POSTCOPY')
        self.host.answer(self.away, self.away + TENTH, base.stats(
            cpu=90, state=base.POSTCOPY))
        self.host.event(self.away + SECOND, 'SUSPENDED_POSTCOPY_FAILED')
        self.host.answer(self.away + SECOND, self.away + 2 * SECOND)
        self.host.event(self.away + 9 * SECOND, 'STOPPED_DESTROYED', -1)
        self.check_end(90, True, self.away)

    def test_two_vcpus(self):
        host = base.Host()
        host.boot(START)
        host.poll(START + SECOND, (GUEST, 1, base.stats(vcpus=[5, 6])))
        host.leave(self.away, base.stats(vcpus=[50, 61]))
        (_, last), = host.runs()
        self.assertEqual((111, True, 2), (base.used(last, 'cpu.used'),
                                          last['exact'], last['vcpus']))

    def test_a_paused_guest(self):
        self.host.event(self.away, 'SUSPENDED_PAUSED')
        self.host.answer(self.away, self.away + TENTH, base.stats(
            cpu=90, state=base.PAUSED))
        self.host.event(self.away + 9 * SECOND, 'STOPPED_MIGRATED', -1)
        (_, last), = self.host.runs()
        self.assertEqual((90, True), (base.used(last, 'cpu.used'),
                                      last['exact']))

    def test_memory_is_held_until_it_leaves(self):
        self.host.leave(self.away, base.stats(cpu=90))
        (_, last), = self.host.runs()
        self.assertEqual(20 * 49152 * 1024, base.used(last, 'memory.used'))


class ArrivingTest(unittest.TestCase):
    """What the destination makes of a migration."""

    def setUp(self):
        super().setUp()
        self.host = base.Host()
        self.host.poll(START)
        self.here = START + 20 * SECOND

    def arrive(self):
        self.host.event(START + SECOND, 'STARTED_MIGRATED', 7)
        self.host.poll(START + 10 * SECOND, (GUEST, 7, base.incoming()))

    def check_open(self, started, cpu, received):
        (_, last), = self.host.runs()
        self.assertEqual((base.text(started), cpu, received, None), (
            last['started_at'], base.used(last, 'cpu.used'),
            base.used(last, 'network.incoming.bytes'), last['exact']))
        base.understood(self.host)

    def test_it_begins_when_it_is_resumed(self):
        self.arrive()
        self.assertEqual([], self.host.readings)
        self.host.event(self.here, 'RESUMED_MIGRATED', 7)
        self.host.poll(self.here + SECOND, (GUEST, 7, base.stats(
            cpu=30, received=590)))
        self.check_open(self.here, 30, 500)

    def test_an_incoming_guest_is_not_read_again(self):
        self.host.event(START + SECOND, 'STARTED_MIGRATED', 7)
        self.assertEqual((), self.host.poll(
            START + 10 * SECOND, (GUEST, 7, base.incoming())).to_retry)

    def test_one_that_answers_incompletely_is(self):
        self.arrive()
        self.host.event(self.here, 'RESUMED_MIGRATED', 7)
        self.assertEqual(((GUEST, 7),), self.host.poll(
            self.here + SECOND, (GUEST, 7, base.incomplete(
                base.stats(cpu=30)))).to_retry)

    def test_nothing_is_announced(self):
        self.host.poll(START + 10 * SECOND, (GUEST, 7, base.incoming()))
        self.host.poll(START + 20 * SECOND, (GUEST, 7, base.incoming(95)))
        self.host.poll(START + 30 * SECOND, (GUEST, 7, base.stats(
            cpu=30, received=595)))
        self.check_open(START + 20 * SECOND, 30, 500)

    def test_it_was_incoming_when_the_agent_was_started(self):
        host = base.Host()
        host.poll(START, (GUEST, 7, base.incoming()))
        host.event(self.here, 'RESUMED_MIGRATED', 7)
        host.poll(self.here + SECOND, (GUEST, 7, base.stats(cpu=30)))
        (_, last), = host.runs()
        self.assertEqual(30, base.used(last, 'cpu.used'))

    def test_one_that_was_leaving_when_the_agent_was_started(self):
        """It looks the same, but it has run before."""
        host = base.Host()
        host.poll(START, (GUEST, 7, base.stats(cpu=500,
                                               state=base.MIGRATING)))
        host.event(START + TENTH, 'RESUMED_UNPAUSED', 7)
        host.poll(self.here, (GUEST, 7, base.stats(cpu=530)))
        host.poll(self.here + base.MINUTE, (GUEST, 7, base.stats(cpu=600)))
        (_, last), = host.runs()
        self.assertEqual(70, base.used(last, 'cpu.used'))

    def test_a_migration_that_fails_leaves_no_trace(self):
        self.arrive()
        self.host.event(self.here, 'STOPPED_FAILED', -1)
        self.host.finish(self.here + 9 * SECOND)
        self.assertEqual([], self.host.readings)
        self.assertEqual({}, self.host.states)

    def test_one_that_fails_and_succeeds_then(self):
        self.arrive()
        self.host.event(self.here - SECOND, 'STOPPED_FAILED', 7)
        self.host.event(self.here, 'STARTED_MIGRATED', 8)
        self.host.event(self.here + SECOND, 'RESUMED_MIGRATED', 8)
        self.host.poll(self.here + 2 * SECOND, (GUEST, 8, base.stats(
            cpu=30)))
        self.check_open(self.here + SECOND, 30, 0)

    def test_post_copy(self):
        self.arrive()
        self.host.event(self.here, 'RESUMED_POSTCOPY', 7)
        self.host.poll(self.here + SECOND, (GUEST, 7, base.incomplete(
            base.stats(cpu=30, state=(1, 10)))))
        self.host.event(self.here + 9 * SECOND, 'RESUMED_MIGRATED', 7)
        self.host.poll(self.here + 10 * SECOND, (GUEST, 7, base.stats(
            cpu=90, received=100)))
        self.check_open(self.here, 90, 10)

    def test_a_failed_post_copy(self):
        self.arrive()
        self.host.event(self.here, 'RESUMED_POSTCOPY', 7)
        self.host.event(self.here + SECOND, 'SUSPENDED_POSTCOPY_FAILED', 7)
        self.host.answer(self.here + SECOND, self.here + 2 * SECOND,
                         base.stats(cpu=40, state=(3, 13)), 7)
        self.host.event(self.here + 9 * SECOND, 'STOPPED_DESTROYED', -1)
        (_, last), = self.host.runs()
        self.assertEqual((40, True, base.text(self.here + 9 * SECOND)), (
            base.used(last, 'cpu.used'), last['exact'], last['ended_at']))

    def test_a_paused_guest(self):
        self.arrive()
        self.host.event(self.here, 'SUSPENDED_PAUSED', 7)
        self.host.poll(self.here + SECOND, (GUEST, 7, base.stats(
            state=base.PAUSED)))
        self.host.event(self.here + 2 * SECOND, 'RESUMED_UNPAUSED', 7)
        self.host.poll(self.here + base.MINUTE, (GUEST, 7, base.stats(
            cpu=30)))
        self.check_open(self.here, 30, 0)

    def test_it_leaves_again_before_it_was_ever_read(self):
        self.arrive()
        self.host.event(self.here, 'RESUMED_MIGRATED', 7)
        self.host.leave(self.here + SECOND, base.stats(cpu=30), 7)
        (_, last), = self.host.runs()
        self.assertEqual((30, True), (base.used(last, 'cpu.used'),
                                      last['exact']))
        base.understood(self.host)

    def test_it_leaves_again_unread(self):
        self.arrive()
        self.host.event(self.here, 'RESUMED_MIGRATED', 7)
        self.host.event(self.here + SECOND, 'STOPPED_MIGRATED', -1)
        self.host.tick(self.here + 9 * SECOND)
        (_, last), = self.host.runs()
        self.assertEqual((0, False), (base.used(last, 'cpu.used'),
                                      last['exact']))
        base.understood(self.host)


class ToAndFroTest(unittest.TestCase):
    """One guest, two hosts."""

    def test_six_migrations(self):
        hosts = [base.Host('cmp1'), base.Host('cmp2')]
        for host in hosts:
            host.poll(START - 9 * SECOND)
        hosts[0].boot(START)
        now, numbers = START, [1, 0]
        for number in range(6):
            source, target = number % 2, 1 - number % 2
            numbers[target] += 1
            hosts[target].event(now + 5 * SECOND, 'STARTED_MIGRATED',
                                numbers[target])
            now += 10 * SECOND
            hosts[target].event(now + TENTH, 'RESUMED_MIGRATED',
                                numbers[target])
            hosts[source].leave(now, base.stats(cpu=1000 + number),
                                numbers[source])
        hosts[0].poll(now + SECOND, (GUEST, numbers[0],
                                     base.stats(cpu=77)))
        last = [last for host in hosts for _, last in host.runs()]
        self.assertEqual(7, len(last))
        self.assertEqual(6 * 1000 + 15 + 77, sum(
            base.used(each, 'cpu.used') for each in last))
        self.assertEqual(6, sum(each['exact'] is True for each in last))
        for host in hosts:
            base.understood(host)
