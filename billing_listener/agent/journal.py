# SPDX-License-Identifier: Apache-2.0
"""Hand what libvirt said to the Tracker, one after the other, and save it."""

import json
import threading

from billing_listener.agent import tracker as trackers

_ALIVE_INTERVAL_NS = 60 * 10 ** 9


class Journal:
    """The Tracker of a host, made safe for threads and for crashes.

    Its methods are those of the Tracker, without the Outcome: readings and
    states are saved, the rest is passed on.

    :param tracker: the Tracker
    :param saver: the Saver
    :param tally: the Tally to report to
    :param act: is called with each Outcome, without any lock
    :param keep: is called after polls with the newest counters, as JSON text
    """

    def __init__(self, tracker, saver, tally, act, keep):
        self._tracker = tracker
        self._saver = saver
        self._tally = tally
        self._act = act
        self._keep = keep
        self._lock = threading.Lock()
        self._alive_saved_ns = 0
        self._run_ids = set()

    def poll(self, begun_ns, ended_ns, samples, strangers=()):
        """Take the answer about all domains.

        When it leaves no process unknown, nothing was missed until it began.

        :param strangers: Samples of domains to be met, even if known
        """
        with self._lock:
            outcome = self._tracker.poll(begun_ns, ended_ns, samples)
            outcome = outcome._replace(to_meet=tuple(dict.fromkeys((
                *outcome.to_meet,
                *((each.instance_id, each.domain_id)
                  for each in strangers)))))
            self._save(outcome, self._alive_mark(begun_ns, outcome))
            newest = self._tracker.newest()
        self._tally.add(polls=1)
        self._tally.guests = len(samples)
        self._act(outcome)
        self._keep(_dumps(newest))

    def samples(self, at_ns, samples):
        """Take an answer about some domains."""
        self._note(self._tracker.samples, at_ns, samples)

    def event(self, at_ns, event):
        """Take an event."""
        self._tally.add(events=1)
        self._note(self._tracker.event, at_ns, event)

    def answer(self, asked_ns, at_ns, instance_id, sample):
        """Take the answer to what an Outcome asked to be read."""
        self._tally.add(**{'reads' if sample else 'failures': 1})
        self._note(self._tracker.answer, asked_ns, at_ns, instance_id, sample)

    def met(self, instance_id, domain_id, facts):
        """Take what was found out about a process."""
        self._note(self._tracker.met, instance_id, domain_id, facts)

    def ignore(self, instance_id, domain_id):
        """Forget a domain that is none of the cloud's."""
        self._note(self._tracker.ignore, instance_id, domain_id)

    def backstop(self, record, then):
        """Take what the hook wrote when a guest had stopped.

        :param record: a backstop.Record
        :param then: is called when that is saved
        """
        self._note(self._tracker.backstop, record.at_ns, record.instance_id,
                   record.domain_id, record.vcpu_ns, record.cpu_ns, then=then)

    def tick(self, now_ns):
        """Let time pass."""
        self._note(self._tracker.tick, now_ns)

    def close_to_migration(self):
        """Return the ids of instances that may leave at any moment."""
        with self._lock:
            return tuple(self._tracker.close_to_migration)

    def save_all(self):
        """Save the states of all runs as they are now."""
        with self._lock:
            self._save(trackers.Outcome(changed=tuple(self._run_ids)))

    def _note(self, take, *arguments, then=None):
        with self._lock:
            outcome = take(*arguments)
            self._save(outcome, then=then)
        self._act(outcome)

    def _save(self, outcome, alive_until_ns=None, then=None):
        # With the lock: what is saved later is newer.
        if not (outcome.readings or outcome.changed or then
                or alive_until_ns is not None):
            return
        states = self._tracker.states(outcome.changed)
        self._run_ids.update(states)
        self._run_ids.difference_update(
            run_id for run_id, state in states.items() if state is None)
        self._saver.add(
            {run_id: state and _dumps(state)
             for run_id, state in states.items()},
            outcome.readings, alive_until_ns, then)
        self._tally.add(readings=len(outcome.readings))

    def _alive_mark(self, begun_ns, outcome):
        """Return the time to save as that of being alive, or None."""
        if outcome.to_meet or (
                begun_ns - self._alive_saved_ns < _ALIVE_INTERVAL_NS
                and not (outcome.readings or outcome.changed)):
            return None
        self._alive_saved_ns = begun_ns
        return begun_ns


def _dumps(value):
    return json.dumps(value, separators=(',', ':'))
