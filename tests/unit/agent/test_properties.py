# SPDX-License-Identifier: Apache-2.0
"""A guest that does anything, on two hosts, watched with all sorts of luck."""

import itertools
import unittest

import hypothesis
from hypothesis import strategies as st

from billing_listener.agent.tracker import Facts
from tests.unit.agent import base
from tests.unit.agent.base import GUEST
from tests.unit.agent.base import SECOND
from tests.unit.agent.base import START

MANY = hypothesis.settings(max_examples=150, deadline=None)
COUNTERS = {'cpu.used': 'cpu', 'disk.write.bytes': 'write',
            'disk.read.bytes': 'read', 'network.incoming.bytes': 'received',
            'network.outgoing.bytes': 'sent'}
STEP = SECOND // 1000


class World:
    """A guest, its two hosts, and what is true of it."""

    def __init__(self):
        self.now = START
        self.hosts = [base.Host('cmp1'), base.Host('cmp2')]
        self.here = 0                # where the guest is
        self.number = 0              # of its domain
        self.numbers = itertools.count(1)
        self.processes = []          # what each process counted
        self.state = base.RUNNING
        self.old = [[], []]          # answers, to be given again
        self.is_deaf = [False, False]
        for host in range(2):
            self.poll(host)
        self.start()

    @property
    def host(self):
        return self.hosts[self.here]

    @property
    def process(self):
        return self.processes[-1]

    def tick(self, duration=STEP):
        self.now += duration
        for host in self.hosts:
            host.tick(self.now)

    def prepare(self, host):
        """Let there be another process; return its domain's number."""
        number = next(self.numbers)
        self.hosts[host].facts = Facts(f'{number}/1', self.now)
        return number

    def begin(self):
        """Let it run."""
        self.processes.append(dict.fromkeys(COUNTERS.values(), 0))

    def stats(self, **kwargs):
        kwargs.setdefault('state', self.state)
        return base.stats(**self.process, **kwargs)

    def sample(self, **kwargs):
        return GUEST, self.number, self.stats(**kwargs)

    def tell(self, host, detail, number):
        if not self.is_deaf[host]:
            self.hosts[host].event(self.now, detail, number)

    # What happens to the guest.

    def start(self):
        self.here = 0
        self.state = base.RUNNING
        self.number = self.prepare(0)
        self.begin()
        self.tell(self.here, 'RESUMED_UNPAUSED', self.number)
        self.tick()
        self.tell(self.here, 'STARTED_BOOTED', self.number)

    def work(self, amount):
        if self.state == base.RUNNING:
            for factor, counter in enumerate(self.process, 1):
                self.process[counter] += factor * amount

    def pause(self, answered=True):
        if self.state == base.RUNNING:
            self.state = base.PAUSED
            self.tell(self.here, 'SUSPENDED_PAUSED', self.number)
            self.answer(answered)

    def resume(self):
        if self.state == base.PAUSED:
            self.state = base.RUNNING
            self.tell(self.here, 'RESUMED_UNPAUSED', self.number)

    def answer(self, answered, **kwargs):
        asked = self.now
        self.tick()
        self.host.answer(asked, self.now,
                         self.stats(**kwargs) if answered else None,
                         self.number)

    def migrate(self, answered=True, polled=False, succeeds=True):
        self.resume()
        source, target = self.here, 1 - self.here
        number = self.prepare(target)
        self.tell(target, 'STARTED_MIGRATED', number)
        if polled:
            self.hosts[target].poll(self.now, (GUEST, number,
                                               base.incoming(0)))
        self.host.iteration(self.now, self.number)
        self.tick(SECOND)
        self.work(3)
        self.tell(self.here, 'SUSPENDED_MIGRATED', self.number)
        self.answer(answered, state=base.MIGRATING)
        if not succeeds:
            self.tell(self.here, 'RESUMED_UNPAUSED', self.number)
            self.tell(target, 'STOPPED_FAILED', -1)
            return
        self.here, self.number = target, number
        self.begin()
        self.tell(self.here, 'RESUMED_MIGRATED', self.number)
        self.work(2)
        self.tick(SECOND)
        self.tell(source, 'STOPPED_MIGRATED', -1)

    def stop(self, detail='STOPPED_DESTROYED'):
        self.tell(self.here, detail, -1)
        self.tick()
        self.start()

    # What is seen of it.

    def poll(self, host, whole=True):
        samples = []
        if self.processes and host == self.here:
            instance_id, number, found = self.sample()
            samples = [(instance_id, number,
                        found if whole else base.incomplete(found))]
        self.old[host].append((self.now, samples))
        self.hosts[host].poll(self.now, *samples, took=STEP // 2)

    def repeat(self, host, which):
        """Give an old answer once more: it was overtaken by others."""
        begun, samples = self.old[host][-1 - which % len(self.old[host])]
        self.hosts[host].poll(begun, *samples, took=self.now - begun)

    def deafen(self, host, is_deaf):
        """Let events of a host be lost from now on, or no longer."""
        self.is_deaf[host] = is_deaf

    def restart_agent(self, host):
        facts = self.hosts[host].facts
        self.hosts[host] = self.hosts[host].killed(self.now, facts=facts)
        self.tick()
        self.poll(host)

    def end(self):
        """Look once more at everything."""
        for host in range(2):
            self.tick()
            self.poll(host)
        self.tick(9 * SECOND)
        for host in self.hosts:
            host.finish(self.now)

    # What is to hold.

    def last(self):
        return [last for host in self.hosts for _, last in host.runs()]

    def billed(self, counter):
        return sum(base.used(each, counter) for each in self.last())

    def truth(self, counter):
        return sum(process[COUNTERS[counter]] for process in self.processes)


kept = st.one_of(
    st.tuples(st.just('work'), st.integers(1, 10 ** 6)),
    st.tuples(st.just('tick'), st.integers(STEP, 90 * SECOND)),
    st.tuples(st.just('poll'), st.integers(0, 1), st.booleans()),
    st.tuples(st.just('repeat'), st.integers(0, 1), st.integers(0, 3)),
    st.tuples(st.just('migrate'), st.just(True), st.booleans(),
              st.booleans()),
    st.tuples(st.just('pause')), st.tuples(st.just('resume')),
    st.tuples(st.just('restart_agent'), st.integers(0, 1)))
lost = st.one_of(
    kept,
    st.tuples(st.just('migrate'), st.booleans(), st.booleans(),
              st.booleans()),
    st.tuples(st.just('pause'), st.booleans()),
    st.tuples(st.just('deafen'), st.integers(0, 1), st.booleans()),
    st.tuples(st.just('stop'), st.sampled_from((
        'STOPPED_DESTROYED', 'STOPPED_FAILED', 'STOPPED_CRASHED'))))


def live(steps):
    """Return a World in which these things happened."""
    world = World()
    for name, *arguments in steps:
        world.tick()
        getattr(world, name)(*arguments)
    world.end()
    return world


class LifeTest(unittest.TestCase):

    def check_readings(self, world):
        """Check what holds of all readings, whatever happened."""
        for host in world.hosts:
            of_runs = {}
            for made in base.understood(host):
                of_runs.setdefault(made.run.run_id, []).append(made)
            for of_run in of_runs.values():
                self.assertEqual(1, len({made.run for made in of_run}))
                for one, next_one in zip(of_run, of_run[1:], strict=False):
                    self.assertLessEqual(one.at, next_one.at)
                    if one.ended_at is None and next_one.ended_at is None:
                        self.assertLess(one.at, next_one.at)
                    for less, more in zip(one.counters, next_one.counters,
                                          strict=True):
                        self.assertLessEqual(less, more)

    @MANY
    @hypothesis.given(st.lists(kept, max_size=25))
    def test_nothing_is_lost_where_each_last_read_arrived(self, steps):
        world = live(steps)
        for counter in COUNTERS:
            self.assertEqual(world.truth(counter), world.billed(counter),
                             counter)
        self.check_readings(world)

    @MANY
    @hypothesis.given(st.lists(lost, max_size=25))
    def test_never_more_than_the_truth(self, steps):
        world = live(steps)
        for counter in COUNTERS:
            self.assertLessEqual(world.billed(counter), world.truth(counter),
                                 counter)
        self.check_readings(world)

    @MANY
    @hypothesis.given(st.lists(lost, max_size=25))
    def test_exact_is_exact(self, steps):
        world = live(steps)
        finals = [process['cpu'] for process in world.processes]
        for last in world.last():
            if last['exact']:
                self.assertIn(base.used(last, 'cpu.used'), finals)

    @MANY
    @hypothesis.given(st.lists(lost, max_size=25))
    def test_a_run_for_each_process_at_most(self, steps):
        world = live(steps)
        self.assertLessEqual(len(world.last()), len(world.processes))
        self.assertEqual(1, sum(last['exact'] is None
                                for last in world.last()))
