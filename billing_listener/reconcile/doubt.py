# SPDX-License-Identifier: Apache-2.0
"""Whether a timeline may be wrong: from what is cheap to know.

Asking Nova what became of a server takes some requests. These are the reasons
to do so: pure computation on a list of servers and stored timelines.
"""

import collections
import datetime

from billing_listener.reconcile import compare

# Nova's records have whole seconds, and are not written at once.
TOLERANCE = datetime.timedelta(seconds=3)
_FROM_THE_START = 'created_at'
_PHASES = {'start': 1, 'end': -1, 'error': -1}
_MOVED = ('completed', 'done', 'confirmed', 'finished')


def of_present(server, segments):
    """Return what differs between a server and its timeline now, or None.

    :param server: a Server
    :param segments: its Segments; [] if the books do not know it
    """
    if not segments:
        return 'unknown'
    last = segments[-1]
    if server.is_deleted:
        return _of_end(server, last)
    if last.end is not None:
        return 'ended'
    if server.task_state is not None:
        return None          # what differs now is about to change
    return compare.differing(server, last)


def _of_end(server, last):
    if server.terminated_at and (last.end is None or abs(
            last.end - server.terminated_at) > TOLERANCE):
        return 'deleted'
    if server.launched_at and server.flavor.name != last.flavor:
        return 'flavor'
    if server.launched_at and server.host and last.host != server.host:
        return 'host'
    return None


def of_past(server, segments, moves, announced):
    """Return why something may have been missed that is over, or None.

    :param moves: finished Moves of the server
    :param announced: (event_type, generated_at) pairs of the notifications
                      since it was last compared with Nova's records
    """
    first = segments[0]
    if first.evidence != _FROM_THE_START:
        return 'beginning'
    if server.launched_at and not _shows(segments, server.launched_at):
        return 'launched'
    for move in moves:
        if move.status in _MOVED and move.destination not in {
                segment.host for segment in segments}:
            return 'host'
    if _has_gaps(announced):
        return 'gaps'
    return None


def _shows(segments, moment):
    """Tell whether something began at about a moment."""
    return any(abs(segment.start - moment) <= TOLERANCE
               for segment in segments)


def _has_gaps(announced):
    """Tell whether a notification of a beginning or an end is missing."""
    begun = collections.Counter()
    for event_type, _ in announced:
        stem, _, phase = event_type.rpartition('.')
        begun[stem] += _PHASES.get(phase, 0)
    return any(begun.values())


def of_audit(event, segments):
    """Return why an audit (instance.exists) contradicts a timeline, or None.

    :param event: the InstanceEvent
    :param segments: Segments that were derived with it, or before it came
    """
    if event.task_state is not None:
        return None
    if not segments or segments[0].evidence != _FROM_THE_START:
        return 'unknown'
    for segment in segments:
        if segment.start <= event.generated_at and (
                segment.end is None or event.generated_at < segment.end):
            if segment.start == event.generated_at:
                return 'audit'       # nobody had told this before
            told = (event.host, event.flavor, event.state)
            return None if told == (segment.host, segment.flavor,
                                    segment.state) else 'audit'
    return None
