# SPDX-License-Identifier: Apache-2.0
"""A host with a Tracker, told about guests by hand."""

from billing_ledger import times
from billing_ledger.facts import reading
from billing_listener.agent.run import RunState
from billing_listener.agent.tracker import Event
from billing_listener.agent.tracker import Facts
from billing_listener.agent.tracker import Sample
from billing_listener.agent.tracker import Tracker

SECOND = 10 ** 9
MINUTE = 60 * SECOND
# 2026-11-22 06:30:00, a full minute.
START = 1795329000 * SECOND
GUEST = '676d5a1d-33f0-5477-9098-a8ffce7548f1'
OTHER = '3a6ee13a-9a69-5244-8a3e-3398a0268512'
RUNNING, PAUSED, SHUT_OFF = (1, 1), (3, 1), (5, 2)
MIGRATING, BOOTING, POSTCOPY = (3, 2), (3, 11), (3, 12)


def stats(cpu=0, write=0, read=0, sent=0, received=0, total=None,
          state=RUNNING, vcpus=None, disks=None, nets=None,
          memory=49152 * 1024, physical=10 ** 6):
    """Return statistics as libvirt gives them of a guest that answers.

    :param cpu: ns of the one vCPU; or ``vcpus``: a list
    :param disks: {name: (read, written) or None: it does not count}
    :param nets: {name: (received, sent) or None}
    """
    vcpus = [cpu] if vcpus is None else vcpus
    disks = {'vda': (read, write)} if disks is None else disks
    nets = {'vnet3': (received, sent)} if nets is None else nets
    found = {'state.state': state[0], 'state.reason': state[1],
             'cpu.time': sum(vcpus) if total is None else total,
             'balloon.current': 98304, 'balloon.maximum': 98304,
             'balloon.rss': memory // 1024, 'vcpu.current': len(vcpus),
             'vcpu.maximum': len(vcpus), 'net.count': len(nets),
             'block.count': len(disks)}
    for number, value in enumerate(vcpus):
        found[f'vcpu.{number}.time'] = value
    for number, (name, counted) in enumerate(nets.items()):
        found[f'net.{number}.name'] = name
        if counted is not None:
            found[f'net.{number}.rx.bytes'] = counted[0]
            found[f'net.{number}.tx.bytes'] = counted[1]
    for number, (name, counted) in enumerate(disks.items()):
        found[f'block.{number}.name'] = name
        found[f'block.{number}.path'] = f'/var/lib/{name}.img'
        found[f'block.{number}.physical'] = physical
        if counted is not None:
            for direction, value in zip(('rd', 'wr'), counted, strict=True):
                found[f'block.{number}.{direction}.bytes'] = value
                found[f'block.{number}.{direction}.reqs'] = value // 4096
    return found


def incomplete(found):
    """Return what is left of statistics while somebody holds the job."""
    return {key: value for key, value in found.items()
            if not (key.startswith('block.') and key[-5:] in (
                'bytes', '.reqs', 'sical') or key == 'balloon.rss')}


def incoming(received=90):
    """Return what a guest says that is still on its way here."""
    return incomplete(stats(received=received, state=MIGRATING,
                            total=300_000_000))


class Host:
    """Feeds a Tracker, keeps its readings, and meets each process.

    :param facts: what is found out about processes; None: nobody looks
    """

    def __init__(self, name='cmp1', states=(), watched_since=START,
                 facts=None):
        self.facts = Facts() if facts is None else facts
        self.name = name
        self.tracker = Tracker(name, f'uuid of {name}', 'boot 1',
                               watched_since, states)
        self.readings = []
        self.states = {}             # the spool
        self.outcome = None
        self.meets = True

    def poll(self, at, *domains, took=SECOND // 100):
        """Poll; domains are (instance id, domain id, statistics)."""
        return self._note(self.tracker.poll(
            at, at + took, [Sample(*each) for each in domains]))

    def samples(self, at, *domains):
        return self._note(self.tracker.samples(
            at, [Sample(*each) for each in domains]))

    def event(self, at, detail, domain_id=1, instance_id=GUEST,
              kind='LIFECYCLE'):
        return self._note(self.tracker.event(
            at, Event(instance_id, domain_id, kind, detail)))

    def iteration(self, at, domain_id=1, instance_id=GUEST):
        return self.event(at, None, domain_id, instance_id,
                          'MIGRATION_ITERATION')

    def answer(self, asked, at, found=None, domain_id=1, instance_id=GUEST):
        sample = found and Sample(instance_id, domain_id, found)
        return self._note(self.tracker.answer(asked, at, instance_id, sample))

    def tick(self, at):
        return self._note(self.tracker.tick(at))

    def met(self, instance_id, domain_id, facts):
        return self._note(self.tracker.met(instance_id, domain_id, facts))

    def ignore(self, instance_id, domain_id):
        return self._note(self.tracker.ignore(instance_id, domain_id))

    def backstop(self, at, vcpu, cpu, domain_id=1, instance_id=GUEST):
        return self._note(self.tracker.backstop(
            at, instance_id, domain_id, vcpu, cpu))

    def finish(self, at):
        return self._note(self.tracker.finish(at))

    def killed(self, at, **kwargs):
        """Return the Host after its agent was killed and started again."""
        again = Host(self.name, [RunState.from_json(state) for state
                                 in self.states.values()], at, **kwargs)
        again.readings = self.readings
        again.states = self.states
        return again

    def _note(self, outcome):
        self.outcome = outcome
        self.readings.extend(outcome.readings)
        for run_id, state in self.tracker.states(outcome.changed).items():
            if state is None:
                self.states.pop(run_id, None)
            else:
                self.states[run_id] = state
        if self.meets:
            for pair in outcome.to_meet:
                self.met(*pair, self.facts)
        self.outcome = outcome
        return outcome

    def boot(self, at, domain_id=1, instance_id=GUEST):
        """Have a poll, then a boot as libvirt announces it."""
        self.poll(at - SECOND)
        self.event(at, 'RESUMED_UNPAUSED', domain_id, instance_id)
        self.event(at + SECOND // 100, 'STARTED_BOOTED', domain_id,
                   instance_id)

    def leave(self, at, found, domain_id=1):
        """Migrate a guest away, its last read answered."""
        self.event(at, 'SUSPENDED_MIGRATED', domain_id)
        self.answer(at, at + SECOND // 50, found | {
            'state.state': 3, 'state.reason': 2}, domain_id)
        self.event(at + 2 * SECOND, 'STOPPED_MIGRATED', -1)

    def runs(self):
        """Return (first, last) READING of each run, in order of beginning."""
        found = {}
        for each in self.readings:
            found.setdefault(each['run_id'], []).append(each)
        return [(of_run[0], max(of_run, key=rank))
                for of_run in found.values()]


def rank(made):
    """Return what the ledger sorts readings of a run by."""
    return made['at'], made['ended_at'] is not None, bool(made['exact'])


def text(at):
    """Return a time as readings have it."""
    return times.to_text(times.from_us(at // 1000))


def used(made, counter):
    """Return what a run used up to a reading."""
    return made['counters'][counter] - made['first'][counter]


def understood(host):
    """Return the Readings that the ledger makes of what a host sent.

    :raises AssertionError: it does not understand all of it
    """
    found, problems = reading.read_batch(
        {'version': 1, 'host': host.name, 'readings': host.readings})
    if problems:
        raise AssertionError(problems)
    return found
