# SPDX-License-Identifier: Apache-2.0
"""How runs end that do not leave."""

import unittest

from tests.unit.agent import base
from tests.unit.agent.base import GUEST
from tests.unit.agent.base import SECOND
from tests.unit.agent.base import START

TENTH = SECOND // 10


class GuestTest(unittest.TestCase):
    """There is a guest, and it is going to end."""

    def setUp(self):
        super().setUp()
        self.host = base.Host()
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=10)))
        self.stop = START + 20 * SECOND

    def check_end(self, cpu, exact, ended, total=None):
        (_, last), = self.host.runs()
        self.assertEqual((cpu, exact, base.text(ended)), (
            base.used(last, 'cpu.used'), last['exact'], last['ended_at']))
        self.assertEqual(last['at'], last['ended_at'])
        if total is not None:
            self.assertEqual(total, base.used(last, 'cpu.total'))
        base.understood(self.host)
        self.host.poll(ended + base.MINUTE)
        self.assertEqual({}, self.host.states)

    def check_open(self):
        self.assertEqual([None], [last['exact']
                                  for _, last in self.host.runs()])

    def destroy(self):
        self.host.event(self.stop - TENTH, 'SHUTDOWN_HOST')
        self.host.answer(self.stop - TENTH, self.stop)
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)


class EndingTest(GuestTest):

    def test_destroyed(self):
        self.destroy()
        self.host.tick(self.stop + 2 * SECOND)
        self.check_open()
        self.host.tick(self.stop + 3 * SECOND)
        self.check_end(10, False, self.stop)

    def test_a_shutdown_is_read_at_once(self):
        self.assertEqual(((GUEST, 1),), self.host.event(
            self.stop, 'SHUTDOWN_GUEST').to_read)

    def test_a_shutdown_that_could_be_read(self):
        self.host.event(self.stop - TENTH, 'SHUTDOWN_GUEST')
        self.host.answer(self.stop - TENTH, self.stop - TENTH // 2,
                         base.stats(cpu=90, state=(4, 0)))
        self.host.event(self.stop, 'STOPPED_SHUTDOWN', 1)
        self.check_end(90, True, self.stop)

    def test_zeros_of_a_dying_guest(self):
        self.host.event(self.stop - TENTH, 'SHUTDOWN_GUEST')
        self.host.answer(self.stop - TENTH, self.stop - TENTH // 2,
                         base.stats(cpu=0, total=11, state=(4, 0)))
        self.host.event(self.stop, 'STOPPED_SHUTDOWN', 1)
        self.host.tick(self.stop + 9 * SECOND)
        self.check_end(10, False, self.stop)

    def test_a_reboot_that_libvirt_makes_of_a_shutdown(self):
        self.host.event(self.stop - TENTH, 'SHUTDOWN_GUEST')
        self.host.answer(self.stop - TENTH, self.stop,
                         base.stats(cpu=90, state=(4, 0)))
        self.host.event(self.stop, 'RESUMED_UNPAUSED')
        self.host.event(self.stop + SECOND, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.stop + 9 * SECOND)
        self.check_end(90, False, self.stop + SECOND)

    def test_a_panic(self):
        self.host.event(self.stop - TENTH, 'CRASHED_PANICKED')
        self.host.answer(self.stop - TENTH, self.stop - TENTH // 2,
                         base.stats(cpu=90, state=(6, 1)))
        self.host.event(self.stop, 'STOPPED_CRASHED', -1)
        self.check_end(90, True, self.stop)

    def test_a_crash_kernel_runs_on(self):
        self.assertEqual((), self.host.event(
            self.stop, 'CRASHED_CRASHLOADED').to_read)

    def test_qemu_is_killed(self):
        self.host.event(self.stop, 'STOPPED_FAILED', -1)
        self.host.tick(self.stop + 3 * SECOND)
        self.check_end(10, False, self.stop)

    def test_qemu_is_killed_and_libvirt_calls_it_a_crash(self):
        self.host.event(self.stop, 'STOPPED_CRASHED', -1)
        self.host.tick(self.stop + 3 * SECOND)
        self.check_end(10, False, self.stop)

    def test_saved(self):
        self.host.event(self.stop - SECOND, 'SUSPENDED_PAUSED')
        self.host.iteration(self.stop - SECOND)
        self.host.answer(self.stop - SECOND, self.stop - TENTH,
                         base.stats(cpu=90, state=(3, 3)))
        self.host.event(self.stop - TENTH, None, kind='JOB_COMPLETED')
        self.host.event(self.stop, 'STOPPED_SAVED', -1)
        self.check_end(90, True, self.stop)

    def test_paused_and_destroyed(self):
        self.host.event(self.stop - 9 * SECOND, 'SUSPENDED_PAUSED')
        self.host.answer(self.stop - 9 * SECOND, self.stop - 8 * SECOND,
                         base.stats(cpu=90, state=base.PAUSED))
        self.destroy()
        self.check_end(90, True, self.stop)
        (_, last), = self.host.runs()
        self.assertEqual(20 * 49152 * 1024, base.used(last, 'memory.used'))

    def test_paused_and_resumed_and_destroyed(self):
        self.host.event(self.stop - 9 * SECOND, 'SUSPENDED_PAUSED')
        self.host.answer(self.stop - 9 * SECOND, self.stop - 8 * SECOND,
                         base.stats(cpu=90, state=base.PAUSED))
        self.host.event(self.stop - 5 * SECOND, 'RESUMED_UNPAUSED')
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.stop + 3 * SECOND)
        self.check_end(90, False, self.stop)

    def test_an_answer_from_before_it_was_resumed(self):
        self.host.event(self.stop - 9 * SECOND, 'SUSPENDED_PAUSED')
        self.host.event(self.stop - 5 * SECOND, 'RESUMED_UNPAUSED')
        self.host.poll(self.stop - 6 * SECOND, (GUEST, 1, base.stats(
            cpu=20, state=base.PAUSED)))
        self.host.answer(self.stop - 9 * SECOND, self.stop - 4 * SECOND)
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.stop + 3 * SECOND)
        self.check_end(20, False, self.stop)

    def test_paused_and_gone(self):
        """It may have been resumed: that nobody heard of either."""
        self.host.event(self.stop - 9 * SECOND, 'SUSPENDED_PAUSED')
        self.host.answer(self.stop - 9 * SECOND, self.stop - 8 * SECOND,
                         base.stats(cpu=90, state=base.PAUSED))
        self.host.poll(self.stop)
        self.check_open()
        self.host.tick(self.stop + 4 * SECOND)
        self.check_end(90, False, self.stop - 8 * SECOND)

    def test_paused_and_gone_and_said_so_afterwards(self):
        self.host.event(self.stop - 9 * SECOND, 'SUSPENDED_PAUSED')
        self.host.answer(self.stop - 9 * SECOND, self.stop - 8 * SECOND,
                         base.stats(cpu=90, state=base.PAUSED))
        self.host.poll(self.stop)
        self.host.event(self.stop + SECOND, 'STOPPED_DESTROYED', -1)
        self.check_end(90, True, self.stop + SECOND)

    def test_it_is_gone_and_nobody_says_so(self):
        self.host.poll(self.stop)
        self.host.tick(self.stop + 4 * SECOND)
        self.check_end(10, False, START + SECOND)

    def test_it_is_gone_and_said_so_afterwards(self):
        self.host.poll(self.stop)
        self.host.event(self.stop + SECOND, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.stop + 4 * SECOND)
        self.check_end(10, False, self.stop + SECOND)

    def test_a_late_end_does_not_end_the_next_run(self):
        self.host.poll(self.stop, (GUEST, 2, base.stats(cpu=3)))
        self.host.event(self.stop + SECOND, 'STOPPED_DESTROYED', -1)
        self.host.event(self.stop + SECOND, 'STARTED_BOOTED', 2)
        self.host.tick(self.stop + 9 * SECOND)
        self.host.poll(self.stop + base.MINUTE, (GUEST, 2,
                                                 base.stats(cpu=30)))
        self.assertEqual([(10, False), (30, None)], [
            (base.used(last, 'cpu.used'), last['exact'])
            for _, last in self.host.runs()])
        self.assertEqual(1, sum(each['exact'] is not None
                                for each in self.host.readings))

    def test_an_end_that_may_be_that_of_another_life(self):
        """It was paused, and resumed while events were lost."""
        self.host.event(self.stop - 9 * SECOND, 'SUSPENDED_PAUSED')
        self.host.answer(self.stop - 9 * SECOND, self.stop - 8 * SECOND,
                         base.stats(cpu=20, state=base.PAUSED))
        self.host.event(self.stop, 'STARTED_MIGRATED', 2)
        self.host.event(self.stop + SECOND, 'STOPPED_FAILED', -1)
        self.host.tick(self.stop + 9 * SECOND)
        self.check_end(20, False, self.stop - 8 * SECOND)

    def test_an_inactive_domain_is_gone(self):
        self.host.poll(self.stop, (GUEST, -1, base.stats(
            cpu=99, state=base.SHUT_OFF)))
        self.host.tick(self.stop + 4 * SECOND)
        self.check_end(10, False, START + SECOND)

    def test_an_answer_about_others_ends_nothing(self):
        self.host.samples(self.stop)
        self.host.samples(self.stop, (GUEST, -1, base.stats(
            state=base.SHUT_OFF)))
        self.host.tick(self.stop + 9 * SECOND)
        self.check_open()

    def test_an_answer_that_was_overtaken_by_the_end(self):
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.host.poll(self.stop - TENTH, (GUEST, 1, base.stats(cpu=12)))
        self.host.tick(self.stop + 9 * SECOND)
        self.check_end(10, False, self.stop)

    def test_an_answer_that_was_overtaken_by_an_event(self):
        self.host.event(self.stop, 'SUSPENDED_PAUSED')
        self.host.poll(self.stop - TENTH)
        self.host.tick(self.stop + 9 * SECOND)
        self.check_open()

    def test_an_answer_of_the_next_life_is_none_of_this(self):
        self.host.event(self.stop - TENTH, 'SUSPENDED_PAUSED')
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.host.event(self.stop, 'STARTED_BOOTED', 2)
        self.host.answer(self.stop - TENTH, self.stop + TENTH, base.stats(
            cpu=900, state=base.PAUSED), domain_id=2)
        self.host.tick(self.stop + 9 * SECOND)
        self.assertEqual((10, False), (
            base.used(self.host.readings[-1], 'cpu.used'),
            self.host.readings[-1]['exact']))

    def test_memory_is_held_until_the_end_and_no_longer(self):
        self.host.event(self.stop - TENTH, 'SUSPENDED_PAUSED')
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.host.answer(self.stop - TENTH, self.stop + 2 * SECOND,
                         base.stats(cpu=90, state=base.PAUSED))
        (_, last), = self.host.runs()
        self.assertEqual(20 * 49152 * 1024, base.used(last, 'memory.used'))

    def test_another_interface_of_the_same_name(self):
        self.host.poll(self.stop, (GUEST, 1, base.stats(cpu=20, sent=500)))
        self.host.event(self.stop + SECOND, None, kind='DEVICE_REMOVED')
        self.host.poll(self.stop + base.MINUTE,
                       (GUEST, 1, base.stats(cpu=30, sent=7)))
        (_, last), = self.host.runs()
        self.assertEqual(507, base.used(last, 'network.outgoing.bytes'))

    def test_a_run_that_never_had_counters(self):
        host = base.Host()
        host.boot(START)
        host.event(START + SECOND, 'STOPPED_FAILED', -1)
        host.tick(START + 9 * SECOND)
        (_, last), = host.runs()
        self.assertEqual((0, False), (base.used(last, 'cpu.used'),
                                      last['exact']))
        base.understood(host)

    def test_ends_are_forgotten_in_the_end(self):
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.stop + 9 * SECOND)
        self.host.tick(self.stop + 700 * SECOND)
        self.assertEqual([], self.host.tracker._roster.endings)


class RevivalTest(unittest.TestCase):
    """What seemed to have ended may be alive."""

    def setUp(self):
        super().setUp()
        self.host = base.Host()
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=10)))
        self.later = START + base.MINUTE

    def check(self):
        self.host.poll(self.later + base.MINUTE,
                       (GUEST, 1, base.stats(cpu=90)))
        (_, last), = self.host.runs()
        self.assertEqual((90, None), (base.used(last, 'cpu.used'),
                                      last['exact']))
        self.assertEqual(1, len(self.host.states))
        base.understood(self.host)

    def test_an_empty_answer(self):
        self.host.poll(START + 10 * SECOND)
        self.host.poll(START + 11 * SECOND, (GUEST, 1, base.stats(cpu=15)))
        self.host.tick(START + 20 * SECOND)
        self.assertEqual([None], [each['exact']
                                  for each in self.host.readings])
        self.check()

    def test_an_empty_answer_that_was_believed(self):
        self.host.poll(START + 10 * SECOND)
        self.host.tick(START + 20 * SECOND)
        self.assertIs(False, self.host.readings[-1]['exact'])
        self.check()

    def test_an_event_of_another_run(self):
        self.host.event(START + 10 * SECOND, 'STOPPED_DESTROYED', -1)
        self.host.tick(START + 20 * SECOND)
        self.check()

    def test_at_ascends_through_it(self):
        self.test_an_empty_answer_that_was_believed()
        ats = [each['at'] for each in self.host.readings]
        self.assertEqual(sorted(ats), ats)


class BackstopTest(GuestTest):
    """What the cgroups tell at the end of the CPU."""

    def test_it_comes_before_the_event(self):
        self.host.backstop(self.stop - TENTH, 95, 120)
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.check_end(95, False, self.stop, total=120)

    def test_it_comes_after_the_event(self):
        self.destroy()
        self.host.backstop(self.stop + SECOND, 95, 120, domain_id=None)
        self.check_end(95, False, self.stop + SECOND, total=120)

    def test_it_comes_too_late(self):
        self.destroy()
        self.host.tick(self.stop + 3 * SECOND)
        self.host.backstop(self.stop + 4 * SECOND, 95, 120)
        self.check_end(10, False, self.stop)

    def test_it_comes_alone(self):
        self.host.backstop(self.stop, 95, 120)
        self.host.poll(self.stop + 9 * SECOND)
        self.check_end(95, False, self.stop, total=120)

    def test_it_knows_half(self):
        self.host.backstop(self.stop, None, 120)
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.check_end(10, False, self.stop, total=120)

    def test_it_knows_less_than_was_read(self):
        self.host.backstop(self.stop, 5, 6)
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.check_end(10, False, self.stop, total=10)

    def test_exact_counters_need_none(self):
        self.host.leave(self.stop, base.stats(cpu=90, total=100))
        self.host.backstop(self.stop + 3 * SECOND, 95, 120)
        self.check_end(90, True, self.stop, total=100)

    def test_it_is_of_another_process(self):
        self.host.backstop(self.stop, 95, 120, domain_id=9)
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.stop + 9 * SECOND)
        self.check_end(10, False, self.stop)

    def test_a_read_that_is_under_way_is_waited_for(self):
        self.host.event(self.stop - TENTH, 'SUSPENDED_PAUSED')
        self.host.backstop(self.stop, 95, 120)
        self.host.event(self.stop, 'STOPPED_DESTROYED', -1)
        self.check_open()
        self.host.answer(self.stop - TENTH, self.stop + SECOND,
                         base.stats(cpu=94, state=base.PAUSED))
        self.check_end(94, True, self.stop)

    def test_a_run_that_never_had_counters_has_these(self):
        host = base.Host()
        host.boot(START)
        host.backstop(START + SECOND, 95, 120)
        host.event(START + SECOND, 'STOPPED_FAILED', -1)
        (_, last), = host.runs()
        self.assertEqual(95, base.used(last, 'cpu.used'))
        base.understood(host)
