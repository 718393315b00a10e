# SPDX-License-Identifier: Apache-2.0
"""The agent is killed, at any point, and started again."""

import json
import unittest

from billing_listener.agent.run import RunState
from billing_listener.agent.tracker import Facts
from tests.unit.agent import base
from tests.unit.agent.base import GUEST
from tests.unit.agent.base import MINUTE
from tests.unit.agent.base import SECOND
from tests.unit.agent.base import START

PROCESS = Facts('77/1', START - SECOND)


class RestartTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.host = base.Host(facts=PROCESS)
        self.host.boot(START)
        self.host.poll(START + SECOND, (GUEST, 1, base.stats(
            cpu=10, nets={'vnet1': (0, 3)})))
        self.later = START + 20 * SECOND

    def restart(self, facts=PROCESS):
        self.host.states = json.loads(json.dumps(self.host.states))
        self.host = self.host.killed(self.later, facts=facts)

    def look(self, after, cpu):
        self.host.poll(START + after * SECOND, (GUEST, 1, base.stats(
            cpu=cpu, nets={'vnet1': (0, 3)})))

    def check(self, *expected):
        self.assertEqual(list(expected), [
            (base.used(last, 'cpu.used'), last['exact'])
            for _, last in self.host.runs()])
        base.understood(self.host)
        for first, last in self.host.runs():
            for key in ('started_at', 'first', 'host', 'instance_id'):
                self.assertEqual(first[key], last[key])

    def test_the_run_goes_on(self):
        self.restart()
        self.look(60, 90)
        self.look(120, 95)
        self.check((95, None))

    def test_gauges_go_on(self):
        self.restart()
        for second in (60, 120):
            self.look(second, 90)
        (_, last), = self.host.runs()
        self.assertEqual(121 * 49152 * 1024, base.used(last, 'memory.used'))

    def test_what_went_back_is_no_data_then_either(self):
        self.restart()
        self.look(60, 5)
        self.look(61, 90)
        self.look(120, 95)
        self.check((95, None))

    def test_it_is_met_before_the_first_poll(self):
        self.restart()
        self.host.met(GUEST, 1, PROCESS)
        self.look(60, 90)
        self.check((90, None))

    def test_another_process_has_its_number(self):
        """It counted more already, so only its name tells."""
        self.restart(Facts('88/2', START + 10 * SECOND))
        self.look(60, 90)
        self.look(61, 91)
        self.host.finish(START + 70 * SECOND)
        self.check((10, False), (91, None))

    def test_it_is_gone(self):
        self.restart()
        self.host.poll(START + MINUTE)
        self.host.tick(START + 70 * SECOND)
        self.check((10, False))
        self.assertEqual({}, self.host.states)

    def test_the_host_was_booted(self):
        self.restart()
        for state in self.host.states.values():
            state['boot_id'] = 'boot 0'
        self.restart()
        self.host.tick(self.later)
        self.check((10, False))
        self.assertEqual({}, self.host.states)

    def test_killed_before_the_guest_left(self):
        self.restart()
        self.host.event(START + 70 * SECOND, 'SUSPENDED_MIGRATED')
        self.host.met(GUEST, 1, PROCESS)
        self.host.answer(START + 70 * SECOND, START + 71 * SECOND, base.stats(
            cpu=90, nets={'vnet1': (0, 3)}, state=base.MIGRATING))
        self.host.event(START + 72 * SECOND, 'STOPPED_MIGRATED', -1)
        self.check((90, True))

    def test_killed_while_the_guest_leaves(self):
        self.host.event(self.later - SECOND, 'SUSPENDED_MIGRATED')
        self.host.answer(self.later - SECOND, self.later - 5, base.stats(
            cpu=90, nets={'vnet1': (0, 3)}, state=base.MIGRATING))
        self.restart()
        self.host.poll(self.later + SECOND)
        self.check((90, True))

    def test_killed_between_the_suspension_and_its_read(self):
        self.host.event(self.later - SECOND, 'SUSPENDED_MIGRATED')
        self.restart()
        self.host.poll(self.later, (GUEST, 1, base.stats(
            cpu=90, nets={'vnet1': (0, 3)}, state=base.MIGRATING)))
        self.host.poll(self.later + 1, (GUEST, 1, base.stats(
            cpu=90, nets={'vnet1': (0, 3)}, state=base.MIGRATING)))
        self.host.event(self.later + SECOND, 'STOPPED_MIGRATED', -1)
        self.check((90, True))

    def test_killed_and_the_guest_had_left_but_came_back(self):
        self.host.event(self.later - SECOND, 'SUSPENDED_MIGRATED')
        self.host.answer(self.later - SECOND, self.later - 5, base.stats(
            cpu=90, nets={'vnet1': (0, 3)}, state=base.MIGRATING))
        self.restart()
        self.look(60, 120)
        self.look(120, 125)
        self.host.event(START + 121 * SECOND, 'STOPPED_DESTROYED', -1)
        self.host.tick(START + 130 * SECOND)
        self.check((125, False))

    def test_killed_after_a_migration_failed(self):
        self.host.event(self.later - SECOND, 'SUSPENDED_MIGRATED')
        self.host.answer(self.later - SECOND, self.later - 5, base.stats(
            cpu=90, nets={'vnet1': (0, 3)}, state=base.MIGRATING))
        self.host.event(self.later - 3, 'RESUMED_UNPAUSED')
        self.restart()
        self.host.event(self.later + SECOND, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.later + 9 * SECOND)
        self.check((90, False))

    def pause(self):
        self.host.event(self.later - SECOND, 'SUSPENDED_PAUSED')
        self.host.answer(self.later - SECOND, self.later - 5, base.stats(
            cpu=90, nets={'vnet1': (0, 3)}, state=base.PAUSED))
        self.restart()

    def test_killed_while_a_guest_is_paused(self):
        """It may have been resumed, and nobody heard of that."""
        self.pause()
        self.host.event(self.later + SECOND, 'STOPPED_DESTROYED', -1)
        self.host.tick(self.later + 9 * SECOND)
        self.check((90, False))

    def test_killed_while_a_guest_is_paused_which_it_still_is(self):
        self.pause()
        self.host.met(GUEST, 1, PROCESS)
        self.host.poll(self.later + 5, (GUEST, 1, base.stats(
            cpu=90, nets={'vnet1': (0, 3)}, state=base.PAUSED)))
        self.host.event(self.later + SECOND, 'STOPPED_DESTROYED', -1)
        self.check((90, True))

    def test_killed_while_a_guest_arrives(self):
        host = base.Host(facts=PROCESS)
        host.poll(START)
        host.event(START + SECOND, 'STARTED_MIGRATED')
        host.poll(START + 9 * SECOND, (GUEST, 1, base.incoming(90)))
        self.assertEqual(1, len(host.states))
        self.host = host
        self.restart()
        self.host.poll(START + 30 * SECOND, (GUEST, 1, base.stats(
            cpu=50, received=95)))
        self.host.poll(START + 90 * SECOND, (GUEST, 1, base.stats(
            cpu=60, received=99)))
        self.check((60, None))

    def test_killed_before_the_end_of_the_waiting(self):
        self.host.event(self.later - SECOND, 'STOPPED_DESTROYED', -1)
        self.restart()
        self.host.poll(self.later + SECOND)
        self.host.tick(self.later + 9 * SECOND)
        self.check((10, False))

    def test_killed_between_one_run_and_the_next(self):
        self.host.facts = Facts('88/2', START + 19 * SECOND)
        self.host.event(self.later - SECOND, 'STOPPED_DESTROYED', -1)
        self.host.event(self.later - SECOND, 'STARTED_BOOTED', 2)
        self.assertEqual(2, len(self.host.states))
        self.restart(Facts('88/2', START + 19 * SECOND))
        for second in (60, 120):
            self.host.poll(START + second * SECOND,
                           (GUEST, 2, base.stats(cpu=70)))
        self.check((10, False), (70, None))

    def test_the_backstop_comes_first(self):
        self.restart()
        self.host.backstop(self.later, 44, 55, domain_id=None)
        self.host.poll(self.later + SECOND)
        self.check((44, False))

    def test_killed_in_every_moment_of_a_migration(self):
        """Whatever had been saved when, the result is the same."""
        found = base.stats(cpu=90, state=base.MIGRATING,
                           nets={'vnet1': (0, 3)})
        away = START + 30 * SECOND
        steps = (
            lambda: self.host.iteration(away - SECOND),
            lambda: self.host.event(away, 'SUSPENDED_MIGRATED'),
            lambda: self.host.answer(away, away + 5, found),
            lambda: self.host.samples(away + 9, (GUEST, 1, found)),
            lambda: self.host.event(away + SECOND, 'STOPPED_MIGRATED', -1),
            lambda: self.host.poll(away + 2 * SECOND))
        for killed_after in range(len(steps)):
            self.setUp()
            self.later = away
            for number, step in enumerate(steps):
                step()
                if number == killed_after:
                    self.restart()
                    self.host.met(GUEST, 1, PROCESS)
            with self.subTest(killed_after=killed_after):
                self.check((90, True))


class StateTest(unittest.TestCase):

    def test_another_version(self):
        with self.assertRaisesRegex(ValueError, 'version'):
            RunState.from_json({'version': 99})

    def test_what_is_no_state(self):
        for kept in ({}, {'version': 1}, []):
            with self.assertRaises(ValueError):
                RunState.from_json(kept)

    def test_nothing_that_changes_later_is_given_away(self):
        host = base.Host(facts=PROCESS)
        host.boot(START)
        host.poll(START + SECOND, (GUEST, 1, base.stats(cpu=10)))
        (run_id, state), = host.states.items()
        before = json.dumps(state)
        host.poll(START + MINUTE, (GUEST, 1, base.stats(
            cpu=99, disks={'vdb': (1, 2)})))
        self.assertEqual(before, json.dumps(state))
        self.assertEqual({'nobody': None, run_id: host.states[run_id]},
                         host.tracker.states(['nobody', run_id]))
