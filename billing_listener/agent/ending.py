# SPDX-License-Identifier: Apache-2.0
"""How a run ends: when, after what waiting, and with which last reading."""

from billing_listener.agent import readings
from billing_listener.agent.run import NEVER

_SECOND_NS = 10 ** 9
_READ_WAIT_NS = 5 * _SECOND_NS
_BACKSTOP_WAIT_NS = 3 * _SECOND_NS


class Ending:
    """The end of a run, which may have to wait for its last counters.

    ``exact`` is None until its last reading is made.

    :param run: its RunState
    :param noted_ns: when its end was noticed
    :param detail: of the STOPPED event; None: it ended unseen, and may turn
                   out to be alive
    """

    def __init__(self, run, noted_ns, detail=None):
        run.due_ns = NEVER
        self.run = run
        self.noted_ns = noted_ns
        self.exact = None
        self.is_claimed = detail is not None     # an event was taken for it
        self.see(noted_ns, detail)

    @property
    def is_closed(self):
        """Tell whether the last reading was made."""
        return self.exact is not None

    def see(self, at_ns, detail):
        """Note what an event tells of the end; None: there was none."""
        self.is_seen = detail is not None
        if not self.is_closed:
            self._find_end(at_ns, detail)

    def _find_end(self, at_ns, detail):
        """Set when the run ended, and until when it held memory and disk.

        A guest that leaves ends where it is suspended: then it is resumed
        elsewhere. Where nothing tells more, a run ends with the last sign of
        its counters.
        """
        run = self.run
        last_ns = run.at_ns or run.since_ns
        if run.is_leaving:
            self.end_ns = self.held_ns = run.suspended_ns
        elif not self.is_seen:
            self.end_ns = self.held_ns = last_ns
        else:
            self.end_ns = at_ns
            # It ran elsewhere before it was stopped here.
            self.held_ns = last_ns if detail == 'STOPPED_MIGRATED' else at_ns

    def is_ripe(self, now_ns):
        """Tell whether the last reading is to be made now.

        It is made once more if the counters at the end came after all.
        """
        if self.is_closed:
            return self._is_exact() and not self.exact
        if self.run.run_id is None:
            return False
        if self._is_exact():
            return True
        waited_ns = now_ns - self.noted_ns
        if self.run.reads and waited_ns < _READ_WAIT_NS:
            return False
        return (self.run.backstop is not None
                or waited_ns >= _BACKSTOP_WAIT_NS)

    def _is_exact(self):
        """Tell whether the counters are known to be those at the end.

        Who hears nothing of the end of a paused guest may have missed that
        it was resumed. One that was leaving has left.
        """
        return self.run.is_frozen and (self.is_seen or self.run.is_leaving)

    def close(self, host):
        """Return the last READING, or None: nothing is known of the run."""
        run = self.run
        run.integrate(self.held_ns)
        if run.said_ns is None:
            run.begin()
        self.exact = self._is_exact()
        if run.first is None:
            return None
        totals = run.totals()
        if run.backstop is not None and not self.exact:
            self._add_backstop(totals)
        self.end_ns = max(self.end_ns, run.started_ns, run.said_ns or 0)
        run.said_ns, run.has_news = self.end_ns, False
        return readings.closing(host, run, self.end_ns, totals, self.exact)

    def _add_backstop(self, totals):
        """Raise counters to what the cgroups told of the CPU at the end."""
        at_ns, vcpu_ns, cpu_ns = self.run.backstop
        for counter, value in (('cpu.used', vcpu_ns), ('cpu.total', cpu_ns)):
            totals[counter] = max(totals[counter], value or 0)
        if not self.run.is_leaving:
            self.end_ns = max(self.end_ns, at_ns)
