# SPDX-License-Identifier: Apache-2.0
"""Which flavors a server has had.

Nova's API tells the flavor that a server has now. Of earlier ones it keeps
nothing but the numbers that its tables use, in the migrations of servers that
are not deleted; what a number means is learned from servers whose migrations
and flavors are both known. Notifications name flavors, too.
"""

from billing_ledger import times
from billing_listener.reconcile.records import Flavor

# Nothing is charged for the size of what nobody knows the size of.
UNKNOWN = Flavor('unknown', 0, 0, 0)
_RESIZE = 'resize'
_MOVED = ('confirmed', 'finished', 'reverted')
_NEW_FLAVOR = 'resize_finish'
# What was announced may be this much earlier than the records say.
_EARLY = times.SECOND


def learn(numbers, server, moves, before):
    """Add to a dict of Flavors by number what a server's migrations teach.

    :param numbers: the dict; None where servers contradict each other
    :param server: a Server
    :param moves: the Moves of that server, in order of time
    :param before: the moment before which the server must have changed last,
                   for its Moves to be of the same time
    """
    resizes = [move for move in moves if move.kind == _RESIZE]
    if (not resizes or resizes[-1].status not in _MOVED
            or server.task_state is not None or server.is_deleted
            or server.updated_at >= before):
        return
    last = resizes[-1]
    number = last.old_flavor if last.status == 'reverted' else last.new_flavor
    if numbers.setdefault(number, server.flavor) != server.flavor:
        numbers[number] = None


def by_slot(server, history, events, moves, numbers):
    """Return the Flavor of each slot of a History, as a list.

    :param events: the InstanceEvents that are known of the server, in order
    :param moves: its Moves, in order of time
    :param numbers: Flavors by number
    """
    last_slot = history.steps[-1].flavor_slot
    found = []
    for slot in range(len(history.resizes) + 1):
        if slot == last_slot:
            found.append(server.flavor)
        else:
            found.append(_announced(history, slot, events)
                         or _numbered(history, slot, moves, numbers)
                         or UNKNOWN)
    return found


def _announced(history, slot, events):
    """Return the flavor that a notification named while it was in force."""
    begun = settled_at = times.EARLIEST
    if slot:
        done = history.resizes[slot - 1]
        begun, settled_at = done.begun_at, done.at
    until = min((moment for moment in history.moves if moment > begun),
                default=times.LATEST)
    within = [event for event in events
              if begun - _EARLY <= event.generated_at < until - _EARLY
              and event.flavor != UNKNOWN.name]
    named = [event for event in within if _is_resized(event)]
    if not named and slot not in history.reverted:
        named = [event for event in within if event.task_state is None
                 and event.generated_at > settled_at + _EARLY]
    if not named:
        return None
    last = named[-1]
    return Flavor(last.flavor, last.vcpus, last.memory_mb, last.disk_gb)


def _is_resized(event):
    return (event.task_state == _NEW_FLAVOR
            or event.state == 'resized' and event.task_state is None)


def _numbered(history, slot, moves, numbers):
    resizes = [move for move in moves if move.kind == _RESIZE
               and move.status in _MOVED]
    if len(resizes) != len(history.resizes):
        return None          # of some of them nothing is kept
    number = (resizes[0].old_flavor if slot == 0
              else resizes[slot - 1].new_flavor)
    return numbers.get(number)
