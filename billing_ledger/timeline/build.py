# SPDX-License-Identifier: Apache-2.0
"""Turn the events of an instance into its timeline, by pure computation.

The rules follow what a real Nova sends (tests/recordings/README.md):

* The order is that of the senders' clocks, not of arrival.
* While a task is under way, host, flavor and image may already name what is to
  come, or still what was. They are believed again when the task is over: a
  resize takes effect when the guest is launched with its new flavor.
* Nova's own times (created_at, launched_at, deleted_at, terminated_at) are
  whole seconds and equal in both formats and in Nova's API, so they are
  preferred to the moment of the announcement wherever they apply.
* An offloaded instance names its host for a moment more: until it is given up.
  It has none again before it is launched anew. That it has none is believed
  also while it is already being unshelved.
* What is deleted stays deleted, whatever is still announced of it. Only
  nova-api may say so too early, of a server that is being built: it gives no
  time then, and the compute that has got the server deletes it later.
* What Nova's own records told counts where nobody announced the same.
"""

import datetime

from billing_ledger import times
from billing_ledger.facts import reconciled
from billing_ledger.timeline import twins
from billing_ledger.timeline.segment import Segment

BUILDING = 'building'
ACTIVE = 'active'
DELETED = 'deleted'
SOFT_DELETED = 'soft-delete'
SHELVED_OFFLOADED = 'shelved_offloaded'

_UPDATE = 'instance.update'
_EXISTS = 'instance.exists'
_DELETE_END = 'instance.delete.end'
# Sent from a copy of the instance that is older than what happened since.
_STALE = ('instance.live_migration_post.start',
          'instance.live_migration_post.end',
          'instance.live_migration_rollback_dest.start',
          'instance.live_migration_rollback_dest.end')
# These name the flavor or host to come beside the launch that was.
_MOVING = ('resize_migrated', 'resize_finish', 'resize_reverting')
# An audit reads all servers of a host first and reports them one by one.
_AUDIT_LASTS = datetime.timedelta(minutes=10)
# From the state that says offloaded to the host given up it took 0.3 to 1.6 s;
# what still names a host after this time was told by nobody to do otherwise.
_OFFLOAD_LASTS = datetime.timedelta(minutes=1)
_NO_TIME = datetime.timedelta(0)


def build_timeline(events):
    """Return the segments of one instance, oldest first, without gaps.

    :param events: InstanceEvents of one instance, in any order, repeated or
                   not, in either format or both
    :returns: list of Segment
    """
    in_order = sorted(events,
                      key=lambda event: (event.generated_at, event.message_id))
    unique = {event.message_id: event for event in in_order}
    draft = _Draft()
    for event in twins.without_told(
            twins.without_twins(list(unique.values())), _is_believed):
        draft.add(event)
    draft.finish()
    return _with_ends(draft.begun, draft.end)


class _Draft:
    """A timeline in the making; events are added in order of time.

    ``begun`` holds segments without their ends, ``end`` when it was deleted.
    """

    def __init__(self):
        self.begun = []
        self.end = None
        self._supposed_end = None    # said without a time of it
        self._launched_at = None
        self._last_told = None       # when a change was last announced

    def add(self, event):
        if self.end or event.event_type in _STALE or (
                self._supposed_end and not self._proves_more(event)):
            return
        if not self.begun:
            self._open(event)
        self._give_up_host(event.generated_at)
        if _deletes(event) or event.state in (SOFT_DELETED,
                                              SHELVED_OFFLOADED):
            self._catch_up(event)
        if _deletes(event) and not _is_dated_end(event):
            self._supposed_end = event.generated_at
        elif _deletes(event):
            self.end, _ = self._time_of(event, event.terminated_at,
                                        'terminated_at')
        elif self._is_news(event):
            self._change(event)

    def finish(self):
        """Say what is known of the time after the last event."""
        self.end = self.end or self._supposed_end
        if not self.end:
            self._give_up_host(times.LATEST)

    def _proves_more(self, event):
        """Tell whether a server lived on after it was said to be gone."""
        if _deletes(event):
            return _is_dated_end(event)
        if event.task_state is None and self._is_launch(event):
            self._supposed_end = None
            return True
        return False

    def _is_launch(self, event):
        known = self._launched_at or times.EARLIEST
        return (event.launched_at or known) > known + times.SECOND

    def _give_up_host(self, now):
        """Take the host from what was offloaded, though nobody said so."""
        for last in self.begun[-1:]:
            given_up = last.start + _OFFLOAD_LASTS
            if (last.state == SHELVED_OFFLOADED and last.host is not None
                    and given_up < now):
                self.begun.append(last._replace(host=None, start=given_up,
                                                evidence='assumed'))

    def _open(self, event):
        """Begin with what the first event proves of the time before it."""
        start, evidence = _proven_start(event)
        self._launched_at = event.launched_at
        self._last_told = event.generated_at
        self.begun.append(_segment(event, start, evidence,
                                   _state_before(event)))

    def _catch_up(self, event):
        """Add the launch that was missed before the instance went."""
        last = self.begun[-1]
        host = event.host or last.host
        if host is None or not self._learn_launch(
                event._replace(task_state=None)):
            return
        state = (ACTIVE if last.state in (BUILDING, SHELVED_OFFLOADED)
                 else last.state)
        launched = _segment(event, last.start, 'launched_at', state)
        launched = launched._replace(host=host, project_id=last.project_id,
                                     user_id=last.user_id)
        if not launched.is_like(last):
            at, evidence = self._time_of(event, event.launched_at,
                                         'launched_at')
            self.begun.append(launched._replace(start=at, evidence=evidence))

    def _is_news(self, event):
        if self._launched_at and event.launched_at is None:
            return False     # sent before the launch that is known
        if event.event_type != _EXISTS:
            return True
        return event.generated_at - self._last_told >= _AUDIT_LASTS

    def _change(self, event):
        last = self.begun[-1]
        newer_by = self._learn_launch(event)
        after = self._after(last, event)
        if after.is_like(last):
            return
        # MySQL rounds, the formats cut off: a second more is no launch yet.
        launched_anew = newer_by > times.SECOND or (newer_by and (
            after.state, after.flavor) != (last.state, last.flavor))
        self._last_told = event.generated_at
        own_time, evidence = _own_time(last, after, event, launched_anew)
        at, evidence = self._time_of(event, own_time, evidence)
        self.begun.append(after._replace(start=at, evidence=evidence))

    def _learn_launch(self, event):
        """Return how much later than known the guest was launched."""
        known = self._launched_at or times.EARLIEST
        newer_by = (event.launched_at or times.EARLIEST) - known
        if event.task_state is None and newer_by > _NO_TIME:
            self._launched_at = event.launched_at
        return max(newer_by, _NO_TIME)

    def _after(self, last, event):
        """Return what is true after the event, as far as it is believed."""
        settled = event.task_state is None
        if not settled and event.event_type != _UPDATE:
            return last
        told = _segment(event, last.start, last.evidence, event.state)
        told = told._replace(project_id=last.project_id, user_id=last.user_id,
                             launched=last.launched or told.launched)
        if told.state == last.state == SHELVED_OFFLOADED:
            told = told._replace(host=last.host and told.host)
        if settled or event.state == BUILDING:
            return told
        is_given_up = told.state == SHELVED_OFFLOADED and not event.host
        return last._replace(state=told.state, launched=told.launched,
                             host=None if is_given_up else last.host,
                             display_name=told.display_name)

    def _time_of(self, event, own_time, evidence):
        """Return when a change happened: Nova's own time if it can be true.

        Its fraction of a second is cut off, so what had been announced within
        that second may seem to come after it.
        """
        if own_time is None:
            return event.generated_at, evidence
        at = _cut_off(own_time, event)
        if not self.begun[-1].start - times.SECOND < at <= event.generated_at:
            return event.generated_at, 'notification'
        return self._make_room(at), evidence

    def _make_room(self, at):
        """Move what began at or after a moment before it, keeping order."""
        first = self.begun[0].start
        at = max(at, first + len(self.begun) * times.MICROSECOND)
        latest = at
        for number in reversed(range(1, len(self.begun))):
            latest -= times.MICROSECOND
            if self.begun[number].start <= latest:
                break
            self.begun[number] = self.begun[number]._replace(start=latest)
        return at


def _with_ends(begun, end):
    """Return whole segments, each ending where the next one begins."""
    segments = []
    for segment in begun:
        while segments and segment.start <= segments[-1].start:
            segments.pop()           # announced in the same microsecond
        if not segments or not segment.is_like(segments[-1]):
            segments.append(segment)
    while end and segments and end <= segments[-1].start:
        segments.pop()
    ends = [*(each.start for each in segments[1:]), end]
    return [segment._replace(end=until)
            for segment, until in zip(segments, ends, strict=False)]


def _own_time(last, after, event, launched_anew):
    """Return the whole second that both formats give a change, if any."""
    if reconciled.is_reconciled(event):
        return None, reconciled.evidence(event)
    if after.state == SOFT_DELETED and last.state != SOFT_DELETED:
        return event.deleted_at, 'deleted_at'
    if launched_anew and after.state != SHELVED_OFFLOADED:
        return event.launched_at, 'launched_at'
    is_given_up = after.state == SHELVED_OFFLOADED and after.host is None
    if (is_given_up and last.host is not None
            or last.state == SOFT_DELETED != after.state):
        # Billing ends or begins here, and Nova keeps no time of it.
        return times.whole_second(event.generated_at), 'notification'
    return None, 'notification'


def _is_believed(event):
    """Tell whether an announcement names host and flavor as they are."""
    return (event.task_state is None and event.event_type != _EXISTS
            and event.event_type not in _STALE)


def _deletes(event):
    return event.state == DELETED or event.event_type == _DELETE_END


def _is_dated_end(event):
    return event.state == DELETED or event.terminated_at is not None


def _proven_start(event):
    """Return the start of a timeline, and what it rests on."""
    if event.launched_at is None:
        proven, evidence = event.created_at, 'created_at'
    elif event.host is None or event.task_state in _MOVING:
        # It ran before, but since when it is as it is now, nobody said.
        proven, evidence = event.generated_at, 'first_seen'
    else:
        proven, evidence = event.launched_at, 'launched_at'
    proven = _cut_off(proven, event)
    if proven > event.generated_at:
        return event.generated_at, 'first_seen'
    return proven, evidence


def _cut_off(own_time, event):
    """Return a time of Nova that MySQL rounded up as the formats have it."""
    if event.generated_at < own_time <= event.generated_at + times.SECOND:
        return times.whole_second(own_time - times.MICROSECOND)
    return own_time


def _state_before(event):
    """Return the state that a first event proves from the start on."""
    if event.state not in (DELETED, SOFT_DELETED) and not (
            event.state == SHELVED_OFFLOADED and event.host):
        return event.state
    if event.launched_at is None:
        return BUILDING
    return ACTIVE if event.host else SHELVED_OFFLOADED


def _segment(event, start, evidence, state):
    return Segment(
        start=start, end=None, host=event.host, flavor=event.flavor,
        vcpus=event.vcpus, memory_mb=event.memory_mb, disk_gb=event.disk_gb,
        state=state, project_id=event.project_id, user_id=event.user_id,
        image_id=event.image_id, availability_zone=event.availability_zone,
        display_name=event.display_name,
        launched=event.launched_at is not None, evidence=evidence)
