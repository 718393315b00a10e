# SPDX-License-Identifier: Apache-2.0
"""What Nova's records tell that the books do not: pure computation."""

from billing_ledger import times
from billing_ledger.facts import reconciled
from billing_ledger.facts.instance_event import InstanceEvent
from billing_ledger.facts.reconciled import Healing
from billing_ledger.timeline.build import build_timeline
from billing_listener.reconcile import flavors


def heal(server, history, events, moves=(), numbers=None):
    """Return the Healings that make the timeline agree with Nova's records.

    Of what the records tell, only what changes the timeline is returned: to
    heal again what has been healed gives nothing.

    :param server: a Server
    :param history: its History
    :param events: all InstanceEvents that are known of it
    :param moves: its Moves, in order of time
    :param numbers: Flavors by the numbers that Moves use
    """
    known = sorted(events, key=lambda event: event.generated_at)
    slots = flavors.by_slot(server, history, known, moves, numbers or {})
    healing = _Healing(known)
    told = tell(server, history, slots)
    while healing.keep_needed(told):
        continue             # what was added may show that more is needed
    last = _assumed(server, healing.segments, known)
    if last is not None:
        healing.keep_needed([last])
    return sorted(healing.kept, key=lambda each: each.event.generated_at)


class _Healing:
    """A timeline on its way to agree with the records."""

    def __init__(self, known):
        self._known = known
        self.kept = []
        self.segments = build_timeline(known)

    def keep_needed(self, told):
        """Keep of some Healings those that change the timeline; count them."""
        before = len(self.kept)
        for healing in told:
            healed = build_timeline([
                *self._known, *(each.event for each in self.kept),
                healing.event])
            if not _is_alike(healed, self.segments):
                self.kept.append(healing)
                self.segments = healed
        return len(self.kept) - before


def _is_alike(segments, others):
    """Tell whether two timelines are the same, whoever told them."""
    return [each._replace(evidence='') for each in segments] == [
        each._replace(evidence='') for each in others]


def tell(server, history, slots):
    """Return all that the records tell, as Healings in order of time.

    :param slots: the Flavor of each slot of the History
    """
    return [Healing(reconciled.identified(_event(
        server, reconciled.event_type(step.what),
        _at(step, slots[step.flavor_slot]), step.state, step.host,
        slots[step.flavor_slot], step.launched_at)), step.source)
        for step in history.steps]


def _at(step, flavor):
    """Return when a step is said to have begun.

    What is known of the flavor some day has to come after what was not.
    """
    if flavor == flavors.UNKNOWN and step.what == 'launched':
        return step.at - times.MICROSECOND
    return step.at


def _assumed(server, segments, known):
    """Return what must have happened though no action tells of it."""
    if not segments or segments[-1].end is not None:
        return None
    last = segments[-1]
    if server.is_deleted:
        what = 'deleted'
    elif server.task_state is None:
        what = differing(server, last)
    else:
        what = None
    if what is None:
        return None
    at = max([server.updated_at, last.start + times.MICROSECOND,
              *(event.generated_at + times.MICROSECOND
                for event in known[-1:])])
    return Healing(reconciled.identified(_event(
        server, reconciled.event_type(what, assumed=True), at, server.state,
        server.host, server.flavor, server.launched_at)), 'updated')


def vanish(segments, known):
    """Return the Healing for an instance that Nova does not know any more.

    When it went nobody can tell; the last time that it was heard of is the
    latest one that is proven.

    :param segments: its timeline, which has not ended
    :param known: its InstanceEvents
    """
    last = max(known, key=lambda event: event.generated_at)
    at = max(last.generated_at, segments[-1].start) + times.MICROSECOND
    event = last._replace(
        event_type=reconciled.event_type('deleted', assumed=True),
        versioned=True, generated_at=at, state='deleted', task_state=None,
        old_state=None, host=segments[-1].host, terminated_at=at)
    return Healing(reconciled.identified(event), 'not found')


def differing(server, segment):
    """Return what differs between a server and a segment: a word, or None."""
    if server.host != segment.host:
        return 'host'
    if server.flavor != (segment.flavor, segment.vcpus, segment.memory_mb,
                         segment.disk_gb):
        return 'flavor'
    if server.state != segment.state:
        return 'state'
    return None


def _event(server, event_type, at, state, host, flavor, launched_at):
    return InstanceEvent(
        message_id='', event_type=event_type, versioned=True,
        generated_at=at, instance_id=server.instance_id,
        project_id=server.project_id, user_id=server.user_id,
        display_name=server.display_name, host=host,
        availability_zone=server.availability_zone,
        flavor=flavor.name, vcpus=flavor.vcpus, memory_mb=flavor.memory_mb,
        disk_gb=flavor.disk_gb, image_id=server.image_id, state=state,
        task_state=None, old_state=None, created_at=server.created_at,
        launched_at=launched_at, deleted_at=None,
        terminated_at=server.terminated_at if state == 'deleted' else None)
