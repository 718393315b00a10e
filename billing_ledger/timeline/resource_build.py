# SPDX-License-Identifier: Apache-2.0
"""Turn the events of a resource into its timeline, by pure computation.

A resource here is what is no instance: an image, a volume, an address. The
rules:

* The order is that of the senders' clocks, not of arrival.
* A timeline begins with the service's own time of creation (of a volume: when
  it was ready for use), whichever event was the first to be heard of.
* What once was held stays held until it is deleted, whatever state it is in.
* The user is who created it; a project that takes it over has its own.
* An audit reads first and reports later: it is believed where nothing was
  heard for ten minutes. That is how lost notifications are healed.
* What is deleted stays deleted. An audit that finds something gone proves
  that it existed when the audit's period began, and no more; a deletion that
  is announced later, with its time, counts more.
"""

import datetime

from billing_ledger import times
from billing_ledger.facts import resource_event
from billing_ledger.timeline.resource_segment import ResourceSegment

UNKNOWN = 'unknown'
_AUDIT_LASTS = datetime.timedelta(minutes=10)


def build_resource_timeline(events):
    """Return the segments of one resource, oldest first, without gaps.

    :param events: ResourceEvents of one resource, in any order, repeated or
                   not
    :returns: list of ResourceSegment
    """
    in_order = sorted(events,
                      key=lambda event: (event.generated_at, event.message_id))
    draft = _Draft()
    for event in {event.message_id: event for event in in_order}.values():
        draft.add(event)
    return _with_ends(draft.begun, draft.end or draft.supposed_end)


class _Draft:
    """A timeline in the making; events are added in order of time.

    ``begun`` holds segments without their ends. ``end`` is when the deletion
    was announced, ``supposed_end`` until when it existed for certain.
    """

    def __init__(self):
        self.begun = []
        self.end = None
        self.supposed_end = None
        self._last_told = None       # when something was last announced

    def add(self, event):
        if self.end or (self.supposed_end
                        and event.ending != resource_event.ANNOUNCED):
            return
        if not self.begun:
            self._open(event)
        if event.ending == resource_event.ANNOUNCED:
            self.end = _possible(event.deleted_at, self.begun[-1].start, event)
        elif event.ending == resource_event.FOUND_GONE:
            self.supposed_end = max(self._last_told,
                                    min(event.deleted_at or times.EARLIEST,
                                        event.generated_at))
        elif self._is_news(event):
            self._change(event)

    def _open(self, event):
        """Begin with what the first event proves of the time before it."""
        start, evidence = _proven_start(event)
        first = _segment(event, start, evidence)
        if event.ending:
            first = first._replace(state=UNKNOWN)
        self.begun.append(first)
        # Nothing but its beginning is known of what was found gone.
        self._last_told = (start if event.ending == resource_event.FOUND_GONE
                           else event.generated_at)

    def _is_news(self, event):
        return (not event.is_audit
                or event.generated_at - self._last_told >= _AUDIT_LASTS)

    def _change(self, event):
        last = self.begun[-1]
        self._last_told = event.generated_at
        after = _after(last, event)
        if after.is_like(last):
            return
        at, evidence = event.generated_at, _how_told(event)
        if after.held and not last.held and event.launched_at:
            at = _possible(event.launched_at, last.start, event)
            evidence = 'launched_at' if at == event.launched_at else evidence
        self.begun.append(after._replace(start=at, evidence=evidence))


def _proven_start(event):
    """Return the start of a timeline, and what it rests on."""
    for name in ('launched_at', 'created_at'):
        moment = getattr(event, name)
        if moment is not None:
            return ((moment, name) if moment <= event.generated_at
                    else (event.generated_at, 'first_seen'))
    return event.generated_at, 'first_seen'


def _possible(own_time, after, event):
    """Return the service's own time of a change if it can be true.

    It cannot be before what came before, nor after its announcement.
    """
    if own_time is not None and after < own_time <= event.generated_at:
        return own_time
    return event.generated_at


def _how_told(event):
    return 'audited' if event.is_audit else 'notification'


def _after(last, event):
    """Return what is true after an event."""
    told = _segment(event, last.start, last.evidence)
    user_id = told.user_id
    if told.project_id == last.project_id:
        user_id = last.user_id or user_id
    return told._replace(
        size=last.size if event.size is None else told.size,
        held=last.held or told.held, user_id=user_id)


def _segment(event, start, evidence):
    return ResourceSegment(
        start=start, end=None, kind=event.kind, state=event.state,
        size=event.size or 0, volume_type=event.volume_type,
        availability_zone=event.availability_zone,
        project_id=event.project_id, user_id=event.user_id,
        display_name=event.display_name, held=event.held, evidence=evidence)


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
