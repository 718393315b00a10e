# SPDX-License-Identifier: Apache-2.0
"""Follow the guests of one host from their beginnings to their ends.

All times are integer nanoseconds since 1970, and passed in. Nothing here
reads, waits or runs in a thread: callers see to it that one call follows
the other.
"""

import typing

from billing_listener.agent import readings
from billing_listener.agent import stats
from billing_listener.agent.lifecycle import Lifecycle
from billing_listener.agent.outcome import Gathering
from billing_listener.agent.outcome import Outcome
from billing_listener.agent.roster import Roster
from billing_listener.agent.run import NEVER

__all__ = ('Event', 'Facts', 'Outcome', 'Sample', 'Tracker')

_SECOND_NS = 10 ** 9
_MINUTE_NS = 60 * _SECOND_NS
# A reading so soon after a full minute stands for that minute.
_LATEST_NS = _SECOND_NS


class Sample(typing.NamedTuple):
    """One domain in the answer of a statistics call."""

    instance_id: str        # the domain's UUID
    domain_id: int          # -1: it is not active
    stats: dict             # as virConnectGetAllDomainStats gives them


class Event(typing.NamedTuple):
    """Something that libvirt announced of a domain.

    ``kind`` is the name of the event without ``VIR_DOMAIN_EVENT_ID_``
    (LIFECYCLE, MIGRATION_ITERATION, JOB_COMPLETED, DEVICE_REMOVED; others
    do no harm). ``detail`` is that of a LIFECYCLE event without
    ``VIR_DOMAIN_EVENT_`` (SUSPENDED_MIGRATED, STOPPED_DESTROYED), else None.
    """

    instance_id: str
    domain_id: int          # -1 where libvirt gives none, as at STOPPED
    kind: str
    detail: str | None = None


class Facts(typing.NamedTuple):
    """What was found out about a guest's process; None: it could not be.

    ``process`` tells this process from all others of this boot
    (``pid/start``), ``started_ns`` is when it began, ``macs`` the MAC
    address by name of interface, a label only.
    """

    process: str | None = None
    started_ns: int | None = None
    macs: dict = {}


class Tracker:
    """The runs of one host.

    :param host: as Nova calls it
    :param host_uuid: libvirt's UUID of the host
    :param boot_id: changes with each boot of the host
    :param watched_since_ns: the last moment at which this agent was alive, as
                             its spool tells; at the very first start, now.
                             Processes that began later are billed from zero
    :param states: RunStates restored from the spool. Those of another boot
                   have ended: the next call closes them
    """

    def __init__(self, host, host_uuid, boot_id, watched_since_ns, states=()):
        self._host = host
        self._found = Gathering()
        self._roster = Roster(host_uuid, boot_id, watched_since_ns,
                              self._found)
        for run in sorted(states, key=lambda run: run.seen_ns):
            self._roster.restore(run)
        self._lifecycle = Lifecycle(self._roster, self._found)

    @property
    def close_to_migration(self):
        """The ids of instances that are to be sampled every 0.25 s.

        They may leave at any moment. Look at it after each call.
        """
        return self._lifecycle.close_to_migration

    # What libvirt says.

    def poll(self, begun_ns, ended_ns, samples):
        """Take the answer of one bulk call (NOWAIT) about all domains.

        A run whose domain is not in it, or inactive, has ended unseen. Never
        call this when the call failed.

        :param begun_ns: when the call was made: counters are at least as
                         new as this, and minutes are told by it
        :param ended_ns: when the answer was there
        :param samples: Samples
        :returns: an Outcome
        """
        alive = set()
        for sample in samples:
            if _is_active(sample):
                alive.add(sample.instance_id)
                self._observe(begun_ns, sample, may_retry=True)
        self._roster.note_poll(begun_ns, ended_ns, alive)
        return self._outcome(ended_ns)

    def samples(self, at_ns, samples):
        """Take an answer about some domains only: absence means nothing.

        :param at_ns: when the call was made
        """
        for sample in samples:
            if _is_active(sample):
                self._observe(at_ns, sample)
        return self._outcome(at_ns)

    def answer(self, asked_ns, at_ns, instance_id, sample):
        """Take the answer to one element of Outcome.to_read.

        :param asked_ns: when the call to libvirt was made, not before the
                         event that asked for it
        :param at_ns: when the answer was there
        :param sample: a Sample, or None where the read failed
        """
        run, end_ns = self._reader(instance_id, sample)
        if run is not None:
            run.reads -= 1
            snapshot = sample and stats.read(sample.stats,
                                             run.counters.layout)
            if snapshot is not None and not run.is_arriving and (
                    sample.domain_id in (-1, run.domain_id)):
                self._take(run, snapshot, asked_ns, min(at_ns, end_ns))
        return self._outcome(at_ns)

    def _reader(self, instance_id, sample):
        """Return (run that waits for an answer, when it ended), or Nones."""
        waiting = [(ending.run, ending.end_ns)
                   for ending in self._roster.endings_of(instance_id)]
        current = self._roster.runs.get(instance_id)
        if current is not None:
            waiting.append((current, NEVER))
        waiting = [each for each in waiting if each[0].reads]
        if sample is not None:       # that very process, if it waits
            waiting.sort(key=lambda each: (
                each[0].domain_id != sample.domain_id))
        return waiting[0] if waiting else (None, None)

    def _observe(self, begun_ns, sample, may_retry=False):
        """Take what one answer says of one active domain."""
        run = self._roster.runs.get(sample.instance_id)
        if (run is not None and run.domain_id == sample.domain_id
                and run.go_on(sample.stats, begun_ns)):
            self._say_if_due(run, begun_ns)
            return
        run = self._roster.find(begun_ns, sample.instance_id,
                                sample.domain_id)
        if run is None:
            return
        if run.noticed_ns == begun_ns and run.at_ns is None:
            run.is_arriving |= stats.is_arriving(sample.stats)
        run.seen_ns = max(begun_ns, run.seen_ns)
        if run.is_arriving:
            if stats.is_arriving(sample.stats):
                run.wait(begun_ns, sample.stats)
                return
            run.is_arriving = False  # the event is still to come, or lost
        snapshot = stats.read(sample.stats, run.counters.layout)
        if snapshot is not None:
            self._take(run, snapshot, begun_ns, begun_ns)
        elif may_retry:
            self._found.retry(run)

    def _take(self, run, snapshot, begun_ns, at_ns):
        """Take a Snapshot of a run that has begun."""
        if run.is_restored and not run.is_met:
            return                   # it may be another process by now
        before = run.is_frozen, run.counters.edition
        if run.take(snapshot, begun_ns, at_ns):
            if (run.is_frozen, run.counters.edition) != before:
                self._found.change(run)
            self._say_if_due(run, at_ns)
        elif run.counters.is_another_process:
            self._roster.replace(run, at_ns).take(snapshot, begun_ns, at_ns)

    def event(self, at_ns, event):
        """Take an Event that came at that time."""
        self._lifecycle.handle(at_ns, event)
        return self._outcome(at_ns)

    # What was found out.

    def met(self, instance_id, domain_id, facts):
        """Take the Facts of a process; until then its run has no name.

        It may be met again, whenever it could be another process by now.
        """
        run = self._roster.current(instance_id, domain_id)
        if run is not None:
            if run.process and facts.process not in (None, run.process):
                run = self._roster.replace(run, run.seen_ns)
            if not run.is_met:
                self._meet(run, facts)
                run.schedule()
                if run.has_news and run.said_ns is None:
                    self._say(run, run.at_ns)
        else:
            for ending in self._roster.endings_of(instance_id, domain_id):
                if not ending.run.is_met:
                    self._meet(ending.run, facts)
        return self._outcome()

    def _meet(self, run, facts):
        self._roster.identify(run, facts)
        self._found.has_met(run)
        self._found.change(run)

    def ignore(self, instance_id, domain_id):
        """Forget a domain, as long as it lives: it is not to be published."""
        self._roster.ignore(instance_id, domain_id)
        return self._outcome()

    def backstop(self, at_ns, instance_id, domain_id, vcpu_ns, cpu_ns):
        """Take the CPU time of a guest's cgroups at the hook's "stopped".

        :param domain_id: None if unknown
        :param vcpu_ns: of the groups of its vCPUs, or None
        :param cpu_ns: of the whole group, or None
        """
        runs = [ending.run for ending
                in self._roster.endings_of(instance_id, domain_id)
                if not ending.is_closed]
        runs.append(self._roster.current(instance_id, domain_id))
        if runs[0] is not None:
            runs[0].backstop = (at_ns, vcpu_ns, cpu_ns)
        return self._outcome(at_ns)

    # What is to be said.

    def _say_if_due(self, run, at_ns):
        if at_ns >= run.due_ns:
            self._say(run, _minute(run, at_ns))

    def _say(self, run, at_ns):
        """Make an ordinary reading."""
        if run.said_ns is None:
            run.begin()
        run.said_ns, run.has_news = at_ns, False
        run.schedule()
        self._found.say(readings.ordinary(self._host, run, at_ns))
        self._found.change(run)

    def _close(self, ending):
        """Make the last reading of a run."""
        last = ending.close(self._host)
        if last is not None:
            self._found.say(last)
        self._found.change(ending.run)

    def _outcome(self, now_ns=0):
        """Return the Outcome of a call, with all ends that are ripe."""
        for ending in self._roster.endings:
            if ending.is_ripe(now_ns):
                self._close(ending)
        return self._found.take()

    def tick(self, now_ns):
        """Let time pass: end what waited long enough. Call it each second."""
        outcome = self._outcome(now_ns)
        self._roster.forget_old(now_ns)
        self._lifecycle.tick(now_ns)
        return outcome

    def finish(self, now_ns):
        """End a replay: publish what is known of all runs, also open ones."""
        for ending in self._roster.endings:
            if not ending.is_closed and ending.run.run_id is not None:
                self._close(ending)
        for run in self._roster.runs.values():
            if run.is_met and run.has_news and run.at_ns > (run.said_ns or 0):
                self._say(run, run.at_ns)
        return self._found.take()

    def newest(self):
        """Return [what RunState.recall() takes] of runs that go on.

        To be saved after each poll, since states are not.
        """
        return [run.newest() for run in self._roster.runs.values()
                if run.run_id is not None and run.at_ns is not None]

    def states(self, run_ids):
        """Return {run id: JSON-ready state, or None: delete it}."""
        runs = self._roster.states()
        return {run_id: runs[run_id].to_json() if run_id in runs else None
                for run_id in run_ids}


def _is_active(sample):
    return sample.domain_id != -1 and not stats.is_shut_off(sample.stats)


def _minute(run, at_ns):
    """Return the moment that a reading made at some time is to bear."""
    minute_ns = at_ns - at_ns % _MINUTE_NS
    if at_ns - minute_ns <= _LATEST_NS and minute_ns > (run.said_ns or at_ns):
        return minute_ns
    return at_ns
