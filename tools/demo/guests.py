# SPDX-License-Identifier: Apache-2.0
"""What agents would have read of a demo server's guests, in integers; pure.

A run follows the timeline: one for each host, and one more after each start.
"""

import dataclasses
import datetime
import uuid

from billing_ledger import times
from billing_ledger.facts import reading

HOUR = datetime.timedelta(hours=1)
_NAMESPACE = uuid.UUID('0b7b3f5e-6a1c-4f53-9d7e-2c8a4f1d9b60')
# In these states of Nova there is a process.
_ALIVE = ('active', 'paused', 'error', 'rescued', 'resized')
# Every so manyth run ends unseen, this much after its last reading.
_UNSEEN = 4
_LOST = datetime.timedelta(milliseconds=250)
_MIB = 2 ** 20
_GIB = 2 ** 30
_US = 10 ** 6
_PERMILLE = 1000
_WRITE_SIZE = 16384
_READ_SIZE = 32768
# Of a CPU: what the emulator takes, which is nobody's use.
_EMULATOR = 3


@dataclasses.dataclass(frozen=True)
class Guest:
    """One run: consecutive segments in which one process lives."""

    run_id: str
    instance_id: str
    segments: tuple
    ends: bool               # else it goes on
    exact: bool

    @property
    def host(self):
        return self.segments[0].host

    @property
    def start(self):
        return self.segments[0].start

    @property
    def end(self):
        return self.segments[-1].end if self.ends else None


def of(instance_id, segments):
    """Return the Guests of an instance, oldest first.

    :param segments: its timeline
    """
    lives = []
    before = None
    for segment in segments:
        process = _process(segment)
        if process is not None:
            if process == before:
                lives[-1].append(segment)
            else:
                lives.append([segment])
        before = process
    return [_guest(instance_id, number, life)
            for number, life in enumerate(lives, 1)]


def readings(guest, habit, until):
    """Yield (when it was read, READING) of a guest, as agents send them.

    One when it starts, one at each full hour, one at its end.

    :param habit: a Habit
    :param until: nothing is read later
    """
    work = _Work(guest.segments[0], habit)
    yield guest.start, _reading(guest, guest.start, work)
    last = None
    if guest.end is not None and guest.end <= until:
        last = guest.end
        if not guest.exact:
            last = max(guest.start, last - _LOST)
    for moment in _hours(guest, last or until, work):
        if moment != last:
            yield moment, _reading(guest, moment, work)
    if last is not None:
        yield guest.end, _reading(guest, last, work) | {
            'ended_at': times.to_text(guest.end), 'exact': guest.exact}


def _process(segment):
    """Return what a process cannot change, or None where there is none."""
    if (segment.host is None or not segment.launched
            or segment.state not in _ALIVE):
        return None
    return (segment.host, segment.flavor, segment.image_id,
            segment.state == 'rescued')


def _guest(instance_id, number, life):
    began = times.to_text(life[0].start)
    return Guest(str(uuid.uuid5(_NAMESPACE, f'{instance_id}/{began}')),
                 instance_id, tuple(life), life[-1].end is not None,
                 exact=number % _UNSEEN != 0)


def _hours(guest, until, work):
    """Let a guest work until a moment; yield each full hour on the way."""
    for segment in guest.segments:
        moment = segment.start
        while moment < min(segment.end or until, until):
            step = min(_hour_of(moment) + HOUR, segment.end or until, until)
            work.go_on(segment, moment, step)
            moment = step
            if moment == _hour_of(moment):
                yield moment


def _hour_of(moment):
    return moment.replace(minute=0, second=0, microsecond=0)


class _Work:
    """Adds up what a guest does; all counters follow from two sums."""

    def __init__(self, segment, habit):
        self._segment = segment
        self._habit = habit
        self._lasted = 0         # microseconds
        self._busy = 0           # microseconds times permille

    def go_on(self, segment, start, end):
        """Work from one moment to another, both in one hour."""
        lasted = times.microseconds(end - start)
        self._lasted += lasted
        if segment.state != 'paused':
            self._busy += lasted * self._habit.activity(start)

    def counters(self):
        """Return what libvirt's counters would say."""
        habit, size = self._habit, self._segment
        # A microsecond at one permille is a nanosecond.
        cpu = self._busy * habit.cpu * size.vcpus // _PERMILLE
        read, written, received, sent = (
            self._busy * rate // (_US * _PERMILLE)
            for rate in (habit.read, habit.written, habit.received,
                         habit.sent))
        return {
            'cpu.used': cpu,
            'cpu.total': cpu + self._lasted * _EMULATOR,
            'memory.used': self._taken(size.memory_mb * _MIB * habit.memory),
            'disk.stored': self._taken(size.disk_gb * _GIB * habit.disk),
            'disk.read.bytes': read // 512 * 512,
            'disk.write.bytes': written // 512 * 512,
            'disk.read.requests': read // _READ_SIZE,
            'disk.write.requests': written // _WRITE_SIZE,
            'network.incoming.bytes': received,
            'network.outgoing.bytes': sent,
        }

    def _taken(self, permille_of_bytes):
        return permille_of_bytes * self._lasted // (_US * _PERMILLE)


def _reading(guest, at, work):
    return {
        'run_id': guest.run_id, 'instance_id': guest.instance_id,
        'host': guest.host, 'vcpus': guest.segments[0].vcpus,
        'started_at': times.to_text(guest.start),
        'first': dict.fromkeys(reading.COUNTERS, 0),
        'at': times.to_text(at), 'counters': work.counters(),
        'ended_at': None, 'exact': None}
