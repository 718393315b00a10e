# SPDX-License-Identifier: Apache-2.0
"""What is known of one run: one life of one guest process on one host.

Gauges are integrated here: so many bytes for so many nanoseconds.
"""

from billing_ledger.facts import reading
from billing_listener.agent import stats
from billing_listener.agent.counters import Counters

NEVER = 2 ** 80
_VERSION = 1
_SECOND_NS = 10 ** 9
_MINUTE_NS = 60 * _SECOND_NS
# What is kept in the spool, beside the counters.
_KEPT = ('run_id', 'boot_id', 'instance_id', 'domain_id', 'process', 'macs',
         'since_ns', 'from_start', 'is_arriving', 'is_migrant',
         'network_before', 'started_ns', 'first', 'at_ns', 'memory', 'disk',
         'gauged_ns', 'memory_ns', 'disk_ns', 'suspended_ns', 'is_leaving',
         'is_frozen', 'said_ns')
# What changes with each poll.
_NEWEST = ('at_ns', 'gauged_ns', 'memory', 'memory_ns', 'disk', 'disk_ns')


class RunState:
    """All that is known of a run.

    :param boot_id: of the host
    :param domain_id: libvirt's number of this life of the domain
    :param since_ns: when it began; or, unless an event told that, the last
                     moment at which it had not
    :param from_start: whether it was watched from its beginning, so that all
                       that it counted is to be billed
    """

    def __init__(self, boot_id, instance_id, domain_id, since_ns, from_start):
        self.boot_id = boot_id
        self.instance_id = instance_id
        self.domain_id = domain_id
        self.since_ns = since_ns
        self.from_start = from_start
        self.run_id = None            # known when the process is
        self.process = None
        self.macs = {}
        self.is_arriving = False      # it migrates in, or boots
        self.is_migrant = False       # it came from another host
        self.network_before = (0, 0)  # bytes in and out, counted before that
        self.started_ns = None        # what each reading of it says
        self.first = None             # {counter: value} then
        self.at_ns = None             # when the newest counters were read
        self.memory = 0               # B, as last seen
        self.disk = 0
        self.gauged_ns = None         # until when these have been integrated
        self.memory_ns = 0            # B ns
        self.disk_ns = 0
        self.suspended_ns = None      # since when its vCPUs stand still
        self.is_leaving = False       # ... because it migrates
        self.is_frozen = False        # ... and counters were read after that
        self.said_ns = None           # ``at`` of the last reading made
        self.counters = Counters()
        # What a restart may forget.
        self.is_met = False           # its process is known to be this one
        self.is_restored = False
        self.noticed_ns = 0           # the first sign of its life
        self.seen_ns = since_ns       # the last
        self.resumed_ns = 0           # when it last was
        self.has_news = False         # something was read since that reading
        self.due_ns = NEVER           # when the next reading is to be made
        self.reads = 0                # asked for, and not answered
        self.backstop = None          # (when, vCPU ns, CPU ns) at its end

    # Beginnings.

    def wait(self, at_ns, domain_stats):
        """Note that it had not begun to run at that moment."""
        self.since_ns = at_ns
        self.is_migrant |= stats.is_migrating(domain_stats)
        self.from_start |= not stats.has_run(domain_stats)
        self.network_before = stats.network(domain_stats)

    def arrive(self, at_ns):
        """Note that it begins to run."""
        self.is_arriving, self.since_ns = False, at_ns

    def begin(self):
        """Settle what it began with, before its first reading is made."""
        if not self.from_start:
            return
        if self.started_ns is None:
            self.started_ns = self.since_ns
        elapsed_ns = self.started_ns - self.since_ns
        if elapsed_ns > 0:
            self._add_gauges(elapsed_ns)
            self.started_ns = self.since_ns
        totals = self.totals()
        self.first = dict.fromkeys(reading.COUNTERS, 0)
        for counter, before in zip(stats.COUNTERS[stats.NET],
                                   self.network_before, strict=True):
            self.first[counter] = min(before, totals[counter])

    # What was read.

    def go_on(self, domain_stats, at_ns):
        """Take statistics of a guest that nothing happened to.

        Nearly all are of that kind, and most of the agent's work. take() would
        do the same with them, in twice the time.

        :returns: whether they are of that kind, and taken
        """
        if (self.at_ns is None or at_ns <= self.at_ns or self.is_arriving
                or self.is_restored and not self.is_met
                or not self._is_as_before(domain_stats, at_ns)):
            return False
        disk = self.counters.go_on(domain_stats)
        if disk is None:
            return False
        if at_ns > self.gauged_ns:
            self._add_gauges(at_ns - self.gauged_ns)
            self.gauged_ns = at_ns
        memory = stats.memory(domain_stats)
        if memory is not None:
            self.memory = memory
        self.disk, self.at_ns, self.has_news = disk, at_ns, True
        self.seen_ns = max(at_ns, self.seen_ns)
        return True

    def _is_as_before(self, domain_stats, at_ns):
        """Tell whether it still runs, or still stands still."""
        if self.suspended_ns is None:
            return stats.is_running(domain_stats)
        return (self.is_frozen and not self.is_leaving
                and at_ns > self.resumed_ns and stats.is_halted(domain_stats))

    def take(self, snapshot, begun_ns, at_ns):
        """Take a Snapshot, unless it contradicts what is known.

        :param begun_ns: when the question was asked
        :param at_ns: the moment for which the answer stands
        :returns: whether it was taken
        """
        is_newer = self.at_ns is None or begun_ns >= self.at_ns
        if not self.counters.take(snapshot, is_newer):
            return False
        self._note_state(snapshot, begun_ns)
        self.integrate(at_ns)
        if snapshot.memory is not None:
            self.memory = snapshot.memory
        self.disk = snapshot.disk
        if self.at_ns is None:
            self.at_ns = self.started_ns = at_ns
            self.first = self.totals()
        elif at_ns > self.at_ns:
            self.at_ns = at_ns
        self.has_news = True
        return True

    def _note_state(self, snapshot, begun_ns):
        """Note whether it stands still: the event may have been lost."""
        if snapshot.is_halted:
            if begun_ns > self.resumed_ns:
                self.suspend(begun_ns, snapshot.is_leaving)
                self.is_frozen |= begun_ns >= self.suspended_ns
        elif self.suspended_ns is not None and begun_ns > self.suspended_ns:
            self.resume(begun_ns)

    def suspend(self, at_ns, is_leaving):
        """Note that no vCPU runs from that moment on."""
        if self.suspended_ns is None:
            self.suspended_ns, self.is_leaving = at_ns, is_leaving

    def resume(self, at_ns):
        """Note that it runs on here."""
        self.suspended_ns, self.is_leaving = None, False
        self.is_frozen = False
        self.resumed_ns = at_ns

    def schedule(self):
        """Set when the next reading is due: once a minute."""
        if self.is_met:
            self.due_ns = 0 if self.said_ns is None else (
                (self.said_ns // _MINUTE_NS + 1) * _MINUTE_NS)

    # What it makes in all.

    def integrate(self, until_ns):
        """Add up what the gauges stood at, until a moment.

        What a guest holds once it left is counted where it went to.
        """
        if self.is_leaving:
            until_ns = min(until_ns, self.suspended_ns)
        if self.gauged_ns is None:
            self.gauged_ns = until_ns
        elapsed_ns = until_ns - self.gauged_ns
        if elapsed_ns > 0:
            self._add_gauges(elapsed_ns)
            self.gauged_ns = until_ns

    def _add_gauges(self, elapsed_ns):
        self.memory_ns += self.memory * elapsed_ns
        self.disk_ns += self.disk * elapsed_ns

    def totals(self):
        """Return {counter: value}, in the order of the ledger's COUNTERS."""
        return dict.fromkeys(reading.COUNTERS, 0) | self.counters.sums() | {
            'memory.used': self.memory_ns // _SECOND_NS,
            'disk.stored': self.disk_ns // _SECOND_NS}

    # The spool.

    def newest(self):
        """Return a few numbers that recall() takes; saved at each poll."""
        return (self.run_id, *map(self.__dict__.__getitem__, _NEWEST),
                *self.counters.newest())

    def recall(self, numbers):
        """Take what newest() returned later than to_json(), if it fits.

        :raises ValueError: it is nothing of the kind
        """
        if any(type(number) is not int for number in numbers[1:]):
            raise ValueError('they are not all numbers')
        gauges = dict(zip(_NEWEST, numbers[1:], strict=False))
        if gauges['at_ns'] > (self.at_ns or 0) and self.counters.recall(
                numbers[1 + len(_NEWEST):]):
            for name, value in gauges.items():
                setattr(self, name, value)
            self.seen_ns = self.at_ns

    def to_json(self):
        """Return what from_json() takes, ready for json.dumps()."""
        kept = {name: getattr(self, name) for name in _KEPT}
        return kept | {'version': _VERSION,
                       'first': self.first and dict(self.first),
                       'macs': dict(self.macs),
                       'counters': self.counters.to_json()}

    @classmethod
    def from_json(cls, kept):
        """Return the RunState that to_json() wrote.

        :raises ValueError: it is of another version, or incomplete
        """
        try:
            if kept['version'] != _VERSION:
                raise ValueError(f'version {kept["version"]} of a run\'s '
                                 f'state; this release knows {_VERSION}')
            run = cls(*(kept[name] for name in (
                'boot_id', 'instance_id', 'domain_id', 'since_ns',
                'from_start')))
            for name in _KEPT:
                setattr(run, name, kept[name])
            run.counters = Counters.from_json(kept['counters'])
        except (KeyError, TypeError) as error:
            raise ValueError(f'a run\'s state is incomplete: '
                             f'{error}') from None
        run.is_restored = True
        # A paused one may have been resumed while nobody listened.
        run.is_frozen &= run.is_leaving
        run.seen_ns = run.at_ns or run.since_ns
        return run
