# SPDX-License-Identifier: Apache-2.0
"""What became of a server, from the actions that Nova has recorded of it.

A service that does a part of an action notes its own name, when it was done
and whether it succeeded: also for servers that are gone, of which Nova lists
no migrations any more. Nova's clock has whole seconds here.
"""

import datetime
import typing

from billing_ledger import times

BUILDING = 'building'
ACTIVE = 'active'
ERROR = 'error'
SHELVED = 'shelved'
OFFLOADED = 'shelved_offloaded'

_STATES = {
    'compute_stop_instance': 'stopped',
    'compute_start_instance': ACTIVE,
    'compute_pause_instance': 'paused',
    'compute_unpause_instance': ACTIVE,
    'compute_suspend_instance': 'suspended',
    'compute_resume_instance': ACTIVE,
    'compute_unrescue_instance': ACTIVE,
    'compute_reboot_instance': ACTIVE,
    'compute_soft_delete_instance': 'soft-delete',
    'compute_restore_instance': ACTIVE,
}
_CREATE = 'compute__do_build_and_run_instance'
_LIVE_MIGRATE = 'compute_post_live_migration_at_destination'
_RESIZE = 'compute_finish_resize'
_REVERT = 'compute_finish_revert_resize'
_CONFIRM = 'compute_confirm_resize'
_REBUILD = 'compute_rebuild_instance'
_RESCUE = 'compute_rescue_instance'
_SHELVE = 'compute_shelve_instance'
_OFFLOAD = 'compute_shelve_offload_instance'
_UNSHELVE = 'compute_unshelve_instance'
_LAUNCHES = (_CREATE, _RESIZE, _REVERT, _REBUILD, _RESCUE, _UNSHELVE)
# Actions that change the flavor; "migrate" ends in the same event.
_TO_OTHER_FLAVOR = 'resize'
# Its new host is named some time after it was launched there.
_EVACUATED = 'evacuate '
# What is told of a shelved server by what follows.
_WAS_OFFLOADED = {_UNSHELVE: True, 'schedule_instances': True,
                  _OFFLOAD: False, 'compute_start_instance': False}
# Nova notes the launch while the work is done, and in whole seconds.
_ROUNDED = datetime.timedelta(seconds=2)

# The actions whose events are worth asking for.
ACTIONS = frozenset((
    'create', 'delete', 'evacuate', 'live-migration', 'migrate', 'pause',
    'reboot', 'rebuild', 'rescue', 'resize', 'confirmResize', 'revertResize',
    'restore', 'resume', 'shelve', 'shelveOffload', 'start', 'stop',
    'suspend', 'unpause', 'unrescue', 'unshelve'))


class Step(typing.NamedTuple):
    """What was true of a server from a moment on.

    ``flavor_slot`` counts the flavors it has had: 0 is the first one, a
    revert returns to an earlier one. ``source`` says who tells so.
    """

    what: str
    at: datetime.datetime
    state: str
    host: str | None
    launched_at: datetime.datetime | None
    flavor_slot: int
    source: str


class History(typing.NamedTuple):
    """Steps in order of time.

    ``resizes`` are the Dones that began a slot (the first one began slot 1),
    ``reverted`` the slots that a revert ended, ``moves`` when a server began
    to run after a resize or a cold migration.
    """

    steps: list
    resizes: list
    reverted: set
    moves: list


def read_history(server, dones):
    """Return the History of a server.

    :param server: a Server
    :param dones: its Dones, in order of time
    """
    dones = _unnested(dones)
    walk = _Walk(server, dones)
    for number, done in enumerate(dones):
        walk.follow(number, done)
    walk.finish()
    return History(_in_order(walk.steps), walk.resizes, walk.reverted,
                   [done.begun_at for done in dones
                    if done.name == _RESIZE and done.succeeded])


def _unnested(dones):
    """Return Dones in order, what is done within a launch after it.

    A server that was stopped is launched to be reverted, and stopped again
    before the revert is noted as done.
    """
    launches = {done.request_id: done for done in dones
                if done.name in _LAUNCHES}
    found = []
    for done in dones:
        launch = launches.get(done.request_id, done)
        if done.name in _STATES and launch.begun_at <= done.begun_at:
            done = done._replace(at=max(done.at, launch.at))
        found.append(done)
    return sorted(found, key=lambda done: (done.at, done.begun_at,
                                           done.name not in _LAUNCHES))


class _Walk:
    """Follows a server from its creation on."""

    def __init__(self, server, dones):
        self._server = server
        self._dones = dones
        self._slots = [0]
        self._before_resize = ACTIVE
        self._last_launch = None     # the Done of it
        self.resizes = []
        self.reverted = set()
        self.steps = [Step('created', server.created_at, BUILDING, None, None,
                           0, 'created')]

    def follow(self, number, done):
        last = self.steps[-1]
        if not done.succeeded:
            self._fail(last, done)
        elif done.name in _LAUNCHES:
            self._launch(last, done)
        elif last.launched_at is None:
            return
        elif done.name in _STATES:
            self._add(last, done, 'state', state=_STATES[done.name])
        elif done.name == _LIVE_MIGRATE:
            self._add(last, done, 'host', host=done.host or last.host)
        elif done.name == _CONFIRM:
            self._add(last, done, 'state', state=self._before_resize)
        elif done.name == _SHELVE and not self._was_offloaded(number):
            self._add(last, done, 'state', state=SHELVED)
        elif done.name in (_SHELVE, _OFFLOAD):
            self._add(last, done, 'state', state=OFFLOADED, host=None)

    def _fail(self, last, done):
        if done.name == _LIVE_MIGRATE:
            # The guest has come over, whatever failed after that.
            self._add(last, done, 'host', state=ERROR,
                      host=done.host or last.host)

    def _launch(self, last, done):
        if self._server.launched_at is None:
            return           # a build that failed ends with success, too
        state = ACTIVE
        if done.name == _RESIZE:
            self._before_resize = (last.state if last.state == 'stopped'
                                   else ACTIVE)
            state = 'resized'
        elif done.name == _REVERT:
            state = self._before_resize
        elif done.name == _RESCUE:
            state = 'rescued'
        elif done.name == _REBUILD and last.state == 'stopped':
            state = last.state
        self._turn_slot(done)
        self._last_launch = done
        self._add(last, done, 'launched', state=state,
                  host=done.host or last.host, launched_at=done.at,
                  flavor_slot=self._slots[-1])

    def _turn_slot(self, done):
        if done.name == _RESIZE and done.action == _TO_OTHER_FLAVOR:
            self.resizes.append(done)
            self._slots.append(len(self.resizes))
        elif done.name == _RESIZE:
            self._slots.append(self._slots[-1])
        elif done.name == _REVERT and len(self._slots) > 1:
            self.reverted.add(self._slots.pop())

    def _was_offloaded(self, number):
        for later in self._dones[number + 1:]:
            if later.name in _WAS_OFFLOADED:
                return _WAS_OFFLOADED[later.name]
        return self._server.host is None

    def _add(self, last, done, what, **changes):
        self.steps.append(last._replace(
            what=what, at=max(done.at, last.at),
            source=f'{done.action} {done.request_id}: {done.name}',
            **changes))

    def finish(self):
        """Add what the server itself tells."""
        self._date_last_launch()
        server = self._server
        if server.is_deleted and server.terminated_at:
            last = self.steps[-1]
            self.steps.append(last._replace(
                what='deleted', state=server.state, source='terminated_at',
                at=max(server.terminated_at, last.at)))

    def _date_last_launch(self):
        """Give the last launch the time that the server tells of it."""
        launched_at = self._server.launched_at
        if launched_at is None:
            return
        numbers = [number for number, step in enumerate(self.steps)
                   if step.what == 'launched']
        done = self._last_launch
        if done and (done.begun_at - _ROUNDED <= launched_at
                     <= done.at + _ROUNDED):
            self._redate(numbers[-1], launched_at)
        else:
            self._add_launch(launched_at)

    def _redate(self, number, launched_at):
        if launched_at < self.steps[number - 1].at:
            return
        self.steps[number:] = [
            step._replace(launched_at=launched_at)
            for step in self.steps[number:]]
        if not self.steps[number].source.startswith(_EVACUATED):
            self.steps[number] = self.steps[number]._replace(at=launched_at)

    def _add_launch(self, launched_at):
        """Add a launch of which no action tells."""
        number = sum(step.at <= launched_at for step in self.steps)
        before = self.steps[max(number - 1, 0)]
        launched = before._replace(
            what='launched', at=max(launched_at, before.at),
            launched_at=launched_at, source='launched_at',
            host=before.host or self._server.host,
            state=ACTIVE if before.state in (BUILDING, OFFLOADED)
            else before.state)
        self.steps[number:] = [launched, *(
            step._replace(launched_at=launched_at)
            for step in self.steps[number:])]


def _in_order(steps):
    """Return steps of the same second as microseconds that follow."""
    ordered = []
    for step in steps:
        at = step.at
        if ordered and at <= ordered[-1].at:
            at = ordered[-1].at + times.MICROSECOND
        ordered.append(step._replace(at=at))
    return ordered
