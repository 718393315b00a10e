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
* What is deleted stays deleted, whatever is still announced of it.
"""

import datetime

from billing_ledger import times
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
# The source sends these from a copy of the instance older than the move.
_STALE = ('instance.live_migration_post.start',
          'instance.live_migration_post.end')
# An audit reads all servers of a host first and reports them one by one.
_AUDIT_LASTS = datetime.timedelta(minutes=10)


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
    for event in twins.without_twins(list(unique.values())):
        draft.add(event)
    return draft.segments


class _Draft:
    """A timeline in the making; events are added in order of time."""

    def __init__(self):
        self.segments = []
        self._launched_at = None
        self._last_told = None       # when a change was last announced
        self._ended = False

    def add(self, event):
        if self._ended or event.event_type in _STALE:
            return
        if not self.segments:
            self._open(event)
        if _deletes(event):
            self._close(event)
        elif self._is_news(event):
            self._change(event)

    def _open(self, event):
        """Begin with what the first event proves of the time before it."""
        start, evidence = _proven_start(event)
        self._launched_at = event.launched_at
        self._last_told = event.generated_at
        self.segments.append(_segment(event, start, evidence,
                                      _state_before(event)))

    def _is_news(self, event):
        if event.event_type != _EXISTS:
            return True
        return event.generated_at - self._last_told >= _AUDIT_LASTS

    def _change(self, event):
        last = self.segments[-1]
        launched_anew = event.launched_at not in (None, self._launched_at)
        if event.task_state is None:
            self._launched_at = event.launched_at or self._launched_at
        after = self._after(last, event)
        if after.is_like(last):
            return
        self._last_told = event.generated_at
        at, evidence = event.generated_at, 'notification'
        if after.state == SOFT_DELETED and event.deleted_at:
            at, evidence = self._own_time(event, event.deleted_at,
                                          'deleted_at')
        elif launched_anew:
            self._forget_building_since(times.whole_second(event.launched_at))
            at, evidence = self._own_time(event, event.launched_at,
                                          'launched_at')
        self._begin(after._replace(start=at, evidence=evidence))

    def _after(self, last, event):
        """Return what is true after the event, as far as it is believed."""
        settled = event.task_state is None
        if not settled and event.event_type != _UPDATE:
            return last
        told = _segment(event, last.start, last.evidence, event.state)
        told = told._replace(project_id=last.project_id, user_id=last.user_id,
                             launched=last.launched or told.launched)
        if settled or event.state == BUILDING:
            return told
        return last._replace(state=told.state, launched=told.launched,
                             display_name=told.display_name)

    def _close(self, event):
        at, _ = self._own_time(event, event.terminated_at, 'terminated_at')
        self._end_last(at)
        self._ended = True

    def _own_time(self, event, moment, evidence):
        """Return Nova's time for a change where it can be true."""
        if moment is None:
            return event.generated_at, 'notification'
        at = times.whole_second(moment)
        if event.generated_at < at <= event.generated_at + times.SECOND:
            at -= times.SECOND       # MySQL rounds up, the formats cut off
        if self.segments[-1].start < at <= event.generated_at:
            return at, evidence
        return event.generated_at, 'notification'

    def _forget_building_since(self, moment):
        """Let a launch overtake steps of building announced in its second."""
        while (len(self.segments) > 1 and self.segments[-1].state == BUILDING
               and self.segments[-1].start >= moment):
            self.segments.pop()

    def _begin(self, segment):
        self._end_last(segment.start)
        if self.segments and self.segments[-1].is_like(segment):
            segment = self.segments.pop()._replace(end=None)
        self.segments.append(segment)

    def _end_last(self, moment):
        last = self.segments.pop()
        if last.start < moment:
            self.segments.append(last._replace(end=moment))


def _deletes(event):
    return event.state == DELETED or event.event_type == _DELETE_END


def _proven_start(event):
    """Return the start of a timeline, and what it rests on."""
    if event.launched_at is None:
        proven, evidence = event.created_at, 'created_at'
    elif event.host is None:
        # Shelved: it ran once, but since when it does not, nobody said.
        proven, evidence = event.generated_at, 'first_seen'
    else:
        proven, evidence = event.launched_at, 'launched_at'
    proven = times.whole_second(proven)
    if proven > event.generated_at:
        return event.generated_at, 'first_seen'
    return proven, evidence


def _state_before(event):
    """Return the state that a first event proves from the start on."""
    if event.state not in (DELETED, SOFT_DELETED):
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
