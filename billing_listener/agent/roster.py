# SPDX-License-Identifier: Apache-2.0
"""Which runs there are on a host: those that go on, and those that ended."""

from billing_listener.agent import readings
from billing_listener.agent.ending import Ending
from billing_listener.agent.run import RunState

_SECOND_NS = 10 ** 9
# A STOPPED event comes so late at most after a poll has missed the domain.
_LATE_EVENT_NS = 60 * _SECOND_NS
# So long is remembered what ended, should it turn out to be alive.
_MEMORY_NS = 600 * _SECOND_NS
_UNKNOWN = (None, -1)


class Roster:
    """The runs of one host, by instance.

    :param watched_since_ns: processes that began later are billed from zero
    :param found: the Gathering to report to
    """

    def __init__(self, host_uuid, boot_id, watched_since_ns, found):
        self._host_uuid = host_uuid
        self._boot_id = boot_id
        self._watched_since_ns = watched_since_ns
        self._found = found
        self._ignored = {}           # {instance id: domain id}
        self.runs = {}               # {instance id: RunState that goes on}
        self.endings = []            # of others, also some time after closing
        self.polled_ns = None        # when the last poll began

    def restore(self, run):
        """Add a run that was kept in the spool; the older ones first."""
        if run.boot_id != self._boot_id:
            self._conclude(run, run.seen_ns)
            return
        before = self.runs.get(run.instance_id)
        if before is not None:       # killed between one run and the next
            self._conclude(before, before.seen_ns)
        self.runs[run.instance_id] = run

    def current(self, instance_id, domain_id):
        """Return the run that goes on, if it has that number, or None.

        :param domain_id: None or -1 if the number is not known
        """
        run = self.runs.get(instance_id)
        if run is None or domain_id not in (*_UNKNOWN, run.domain_id):
            return None
        return run

    def find(self, at_ns, instance_id, domain_id):
        """Return the run of a domain that was alive at a time.

        A new one, if need be: what no poll has listed before has begun since
        the last poll. None: that is an old answer, or one to be ignored.
        """
        run = self.current(instance_id, domain_id)
        if run is not None:
            return run
        if self._ignored.get(instance_id) == domain_id:
            return None
        other = self.runs.get(instance_id)
        ended = self.endings_of(instance_id, domain_id)[-1:]
        if (other is not None and at_ns <= other.seen_ns
                or ended and at_ns <= ended[0].noted_ns
                or self.polled_ns is not None and at_ns < self.polled_ns):
            return None              # or the last poll would have listed it
        if other is not None:
            self.end(other, at_ns)
        if ended:
            return self._revive(ended[0])
        return self._begin(
            at_ns, instance_id, domain_id,
            since_ns=at_ns if self.polled_ns is None else self.polled_ns,
            from_start=self.polled_ns is not None)

    def _begin(self, at_ns, instance_id, domain_id, since_ns, from_start):
        run = RunState(self._boot_id, instance_id, domain_id, since_ns,
                       from_start)
        run.noticed_ns = at_ns
        self.runs[instance_id] = run
        self._found.meet(run)
        return run

    def _revive(self, ending):
        """Return a run that had seemed to have ended.

        Should it be another process after all, its counters will show it.
        """
        run = ending.run
        self.endings.remove(ending)
        self.runs[run.instance_id] = run
        if ending.is_seen:
            run.counters.suspect()
        run.backstop = None
        run.schedule()
        self._found.change(run)
        return run

    def replace(self, run, at_ns):
        """Return the run of another process that got the same number.

        libvirtd forgets the numbers of what ended while it was away.
        """
        self.end(run, at_ns)
        return self._begin(at_ns, run.instance_id, run.domain_id,
                           run.at_ns or run.since_ns, from_start=True)

    def identify(self, run, facts):
        """Give a run its name.

        One that was not seen from its start has a name of its own each time
        it is met anew: it begins with other counters.
        """
        run.is_met = True
        if run.run_id is not None:
            return                       # it was restored
        if facts.started_ns is not None:
            run.from_start |= facts.started_ns > self._watched_since_ns
            if not run.is_migrant:
                run.since_ns = facts.started_ns
        name = facts.process or str(run.domain_id)
        if facts.process is None or not run.from_start:
            name += f'/{run.noticed_ns}'
        run.run_id = readings.run_id(self._host_uuid, self._boot_id,
                                     run.instance_id, name)
        run.process, run.macs = facts.process, dict(facts.macs)

    def end(self, run, at_ns, detail=None):
        """Note that a run has ended.

        :param detail: of the STOPPED event; None: it ended unseen
        """
        del self.runs[run.instance_id]
        self._conclude(run, at_ns, detail)

    def _conclude(self, run, at_ns, detail=None):
        self._found.change(run)
        if not run.is_arriving:      # else it never ran here
            self.endings.append(Ending(run, at_ns, detail))

    def ignore(self, instance_id, domain_id):
        """Forget a domain until it is gone."""
        self._ignored[instance_id] = domain_id
        run = self.runs.get(instance_id)
        if run is not None and run.domain_id == domain_id:
            del self.runs[instance_id]
            self._found.change(run)
        for ending in self.endings_of(instance_id, domain_id):
            if not ending.is_closed:
                self.endings.remove(ending)
                self._found.change(ending.run)

    def note_poll(self, begun_ns, ended_ns, alive):
        """End what a poll did not list.

        :param alive: ids of the instances that it did list
        """
        for instance_id in self.runs.keys() - alive:
            run = self.runs[instance_id]
            if run.seen_ns < begun_ns:
                self.end(run, ended_ns)
        for instance_id in self._ignored.keys() - alive:
            del self._ignored[instance_id]
        for instance_id in alive & self.runs.keys():
            if not self.runs[instance_id].is_met:
                self._found.meet(self.runs[instance_id])
        self.polled_ns = max(begun_ns, self.polled_ns or begun_ns)

    def note_stop(self, at_ns, instance_id, domain_id, detail):
        """Note a STOPPED event: of a run, or of one that ended unseen."""
        for ending in self.endings_of(instance_id, domain_id):
            if (not ending.is_claimed
                    and at_ns - ending.noted_ns <= _LATE_EVENT_NS):
                ending.is_claimed = True
                if instance_id not in self.runs:     # else it may be of that
                    ending.see(at_ns, detail)
                return
        run = self.current(instance_id, domain_id)
        if run is not None:
            self.end(run, at_ns, detail)

    def endings_of(self, instance_id, domain_id=None):
        """Return the Endings of an instance, those of a number only."""
        return [ending for ending in self.endings
                if ending.run.instance_id == instance_id
                and domain_id in (*_UNKNOWN, ending.run.domain_id)]

    def forget_old(self, now_ns):
        """Forget what ended long ago."""
        self.endings[:] = [ending for ending in self.endings
                           if now_ns - ending.noted_ns <= _MEMORY_NS]

    def states(self):
        """Return {run id: RunState} of all that is not over."""
        runs = [*self.runs.values(), *(ending.run for ending in self.endings
                                       if not ending.is_closed)]
        return {run.run_id: run for run in runs}
