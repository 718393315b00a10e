# SPDX-License-Identifier: Apache-2.0
"""What libvirt announces of guests, and what follows from that."""

_LEAVING = frozenset(('SUSPENDED_MIGRATED', 'SUSPENDED_POSTCOPY'))
_SECOND_NS = 10 ** 9
# How long a guest stays close to migration without another iteration.
_ITERATION_NS = 120 * _SECOND_NS
# STARTED comes so long at most after the first sign of a guest's life.
_LATE_EVENT_NS = 60 * _SECOND_NS


class Lifecycle:
    """Handles the Events of one host.

    ``close_to_migration`` are the ids of instances that may leave any moment.

    :param roster: the Roster of its runs
    :param found: the Gathering to report to
    """

    def __init__(self, roster, found):
        self._roster = roster
        self._found = found
        self._iterated = {}      # {instance id: time of its last iteration}
        self.close_to_migration = set()

    def handle(self, at_ns, event):
        """Take an Event that came at that time."""
        name = event.kind
        if name == 'LIFECYCLE':
            name = (event.detail or '').partition('_')[0]
        handler = self._HANDLERS.get(name)
        if handler is None:
            return
        run = self._roster.current(event.instance_id, event.domain_id)
        if run is not None and event.domain_id != -1:
            run.seen_ns = max(at_ns, run.seen_ns)
        handler(self, at_ns, event, run)

    def _new_run(self, at_ns, event):
        """Return the run that an event shows to have begun just now."""
        run = self._roster.find(at_ns, event.instance_id, event.domain_id)
        if run is not None and run.noticed_ns == at_ns:
            run.since_ns = run.seen_ns = at_ns
        return run

    def _started(self, at_ns, event, run):
        if event.detail == 'STARTED_WAKEUP':     # from the guest's own sleep
            self._resumed(at_ns, event, run)
            return
        if run is None:
            run = self._new_run(at_ns, event)
            if run is None:
                return
        elif at_ns - run.noticed_ns > _LATE_EVENT_NS:
            run.counters.suspect()
            return
        if run.said_ns is None:
            run.from_start = True
        if event.detail != 'STARTED_MIGRATED':
            if run.is_arriving:
                run.arrive(at_ns)
        elif run.at_ns is None:
            run.is_arriving = run.is_migrant = True

    def _resumed(self, at_ns, event, run):
        run = run or self._new_run(at_ns, event)
        if run is not None:
            if run.is_arriving:
                run.arrive(at_ns)
            if run.is_frozen:
                self._found.change(run)      # it has no candidate any more
            run.resume(at_ns)
            self.settle(run.instance_id)

    def _suspended(self, at_ns, event, run):
        if run is not None:
            if run.is_arriving:      # a paused guest was brought here
                run.arrive(at_ns)
            self._halted(at_ns, run, event.detail in _LEAVING)

    def _shut_down(self, at_ns, event, run):
        if run is not None:
            self._halted(at_ns, run, is_leaving=False)

    def _crashed(self, at_ns, event, run):
        if event.detail == 'CRASHED_PANICKED':   # others live on
            self._shut_down(at_ns, event, run)

    def _halted(self, at_ns, run, is_leaving):
        """Have the counters read that a guest may end with."""
        run.suspend(at_ns, is_leaving)
        run.reads += 1
        self._found.read(run)

    def _stopped(self, at_ns, event, run):
        self._roster.note_stop(at_ns, event.instance_id, event.domain_id,
                               event.detail)
        if event.instance_id not in self._roster.runs:
            self.settle(event.instance_id)

    def _device_removed(self, at_ns, event, run):
        if run is not None:
            run.counters.was_unplugged = True

    def _iteration(self, at_ns, event, run):
        if run is not None and not run.is_arriving:
            self.close_to_migration.add(run.instance_id)
            self._iterated[run.instance_id] = at_ns

    def _job_completed(self, at_ns, event, run):
        self.settle(event.instance_id)

    _HANDLERS = {
        'STARTED': _started,
        'RESUMED': _resumed,
        'SUSPENDED': _suspended,
        'SHUTDOWN': _shut_down,
        'CRASHED': _crashed,
        'STOPPED': _stopped,
        'MIGRATION_ITERATION': _iteration,
        'JOB_COMPLETED': _job_completed,
        'DEVICE_REMOVED': _device_removed,
    }

    def settle(self, instance_id):
        """Note that a guest is not about to leave, or has left."""
        self.close_to_migration.discard(instance_id)
        self._iterated.pop(instance_id, None)

    def tick(self, now_ns):
        """Settle guests that are gone, and whose migrations went silent."""
        for instance_id, iterated_ns in list(self._iterated.items()):
            if (now_ns - iterated_ns > _ITERATION_NS
                    or instance_id not in self._roster.runs):
                self.settle(instance_id)
