# SPDX-License-Identifier: Apache-2.0
"""Read recorded statistics and events of hosts, in the order of time.

A trace has a JSON object a line, with ``kind``, ``t`` (seconds since 1970)
and ``host``:

* sample: a domain in the answer of a bulk call: ``uuid``, ``id``, ``stats``.
  All lines of one answer have the same ``t``, which is when it was asked
  for; ``dur`` is how long that took. A uuid of null: no domain was there.
* event: ``uuid``, ``id``, ``type``, ``detail``
* evread: a read that an event caused: ``uuid``, ``id``, ``stats``, ``ev``
  (the event's detail), ``n`` (0: the first, which is the agent's own),
  ``t`` (when it was answered), ``dt`` (how long after the event that was);
  ``err`` instead of stats: it failed

Other kinds are passed over. Lines may be a little out of order.
"""

import heapq
import json
import math
import typing
import zlib

from billing_ledger import times
from billing_ledger.facts import recording
from billing_listener.agent.tracker import Event
from billing_listener.agent.tracker import Sample

# How much later than its time a line may come.
_WINDOW_NS = 2 * 10 ** 9
_LATEST_S = times.to_us(times.LATEST) / 10 ** 6
# What the values of the statistics have to be, by the end of their keys.
_WHOLE = frozenset(('time', 'bytes', 'reqs', 'physical', 'available',
                    'unused', 'rss'))
_TEXTS = frozenset(('name', 'path'))
_END_OF_FILE = (EOFError, zlib.error, OSError)


class Poll(typing.NamedTuple):
    """The answer of one bulk call; ``is_whole``: all domains are in it."""

    host: str
    begun_ns: int
    at_ns: int
    samples: list
    is_whole: bool


class Announcement(typing.NamedTuple):
    """An event."""

    host: str
    at_ns: int
    event: Event


class Read(typing.NamedTuple):
    """A read of one domain, caused by an event.

    ``at_ns`` is when it was answered, ``asked_ns`` not before the event,
    whose detail is ``cause``; ``sample`` is None where it failed.
    """

    host: str
    at_ns: int
    asked_ns: int
    instance_id: str
    cause: str
    sample: Sample | None


class _Group:
    """The lines of one answer of a bulk call, while they are gathered."""

    def __init__(self, host, begun_ns, at_ns, is_whole):
        self.host = host
        self.begun_ns = begun_ns
        self.at_ns = at_ns
        self.is_whole = is_whole
        self.samples = []

    def finish(self):
        """Return it as a Poll."""
        return Poll(self.host, self.begun_ns, self.at_ns, self.samples,
                    self.is_whole)


class Reader:
    """Reads one trace.

    :param complain: is called with a sentence for each line that cannot be
                     understood
    """

    def __init__(self, complain):
        self._complain = complain
        self._waiting = []           # a heap of (at_ns, number, item)
        self._newest_ns = 0
        self._groups = {}            # {(host, begun_ns): _Group}, unfinished
        self._finished_ns = {}       # {host: when the last of them began}
        self._doubtful = set()       # hosts whose next answer may lack lines
        self._hosts = set()
        self.understood = 0

    def read(self, path):
        """Yield Polls, Announcements and Reads, in the order of time.

        :param path: a file's name, gzipped or not; ``-``: standard input
        """
        with recording.open_lines(path) as lines:
            for number, line in self._numbered(lines):
                try:
                    item = self._item(line)
                except (ValueError, KeyError, TypeError, RecursionError,
                        OverflowError) as error:
                    self._pass_over(number, line, error)
                    continue
                self.understood += 1
                if item is not None:
                    heapq.heappush(self._waiting, (item.at_ns, number, item))
                    self._newest_ns = max(self._newest_ns, item.at_ns)
                yield from self._due(self._newest_ns - _WINDOW_NS)
        yield from self._due(math.inf)

    def _numbered(self, lines):
        """Yield (number, line); a file that breaks off ends there."""
        number = 0
        try:
            while line := lines.readline(recording.LONGEST_LINE):
                number += 1
                if line.strip():
                    yield number, line
        except _END_OF_FILE as error:
            self._pass_over(number + 1, b'', error)

    def _due(self, until_ns):
        while self._waiting and self._waiting[0][0] <= until_ns:
            item = heapq.heappop(self._waiting)[2]
            if isinstance(item, _Group):
                item = item.finish()
                del self._groups[item.host, item.begun_ns]
                self._finished_ns[item.host] = max(
                    item.begun_ns, self._finished_ns.get(item.host, 0))
            yield item

    def _pass_over(self, number, line, error):
        """Note a line that cannot be understood.

        It may have been of any answer that is not finished, or of the next.
        """
        what = 'breaks off' if not line.endswith(b'\n') else (
            'is not understood')
        self._complain(f'line {number} {what}: '
                       f'{type(error).__name__}: {error}')
        for group in self._groups.values():
            group.is_whole &= not group.samples      # nobody is nobody
        self._doubtful |= self._hosts

    def _item(self, line):
        """Return what is to be put in order, or None: nothing new."""
        found = json.loads(line)
        kind = _text(found, 'kind')
        if kind not in ('sample', 'event', 'evread'):
            return None
        self._hosts.add(_text(found, 'host'))
        if kind == 'sample':
            return self._sample(found)
        if found.get('uuid') is None:
            return None
        if kind == 'event':
            return _announcement(found)
        return _read(found)

    def _sample(self, found):
        host, begun_ns = found['host'], _moment(found, 't')
        at_ns = begun_ns + _duration(found, 'dur')
        sample = None if found['uuid'] is None else _domain(found)
        group = self._groups.get((host, begun_ns))
        is_new = group is None
        if is_new:
            group = self._groups[host, begun_ns] = _Group(
                host, begun_ns, at_ns,
                sample is None or self._may_be_whole(host, begun_ns))
            self._doubtful.discard(host)
        if sample is not None:
            group.samples.append(sample)
        return group if is_new else None

    def _may_be_whole(self, host, begun_ns):
        """Tell whether all lines of an answer that begins here will come.

        The first one may have been cut off; of one that is late, others may
        have come before.
        """
        is_first = host not in self._finished_ns and not any(
            host == of_host for of_host, _ in self._groups)
        return not (is_first or host in self._doubtful
                    or begun_ns <= self._finished_ns.get(host, 0))


def _announcement(found):
    detail = found.get('detail')
    if detail is not None and not isinstance(detail, str):
        detail = f'{found.get("ev")}_{detail}'   # one without a name
    return Announcement(
        found['host'], _moment(found, 't'),
        Event(_text(found, 'uuid'), _domain_id(found), _text(found, 'type'),
              detail))


def _read(found):
    if found['n'] != 0:
        return None
    sample = None if found.get('stats') is None else _domain(found)
    at_ns = _moment(found, 't')
    return Read(found['host'], at_ns, at_ns - _duration(found, 'dt'),
                _text(found, 'uuid'), _text(found, 'ev'), sample)


def _domain(found):
    stats = found['stats']
    if not isinstance(stats, dict):
        raise ValueError(f'stats is {stats!r:.40}')
    for key, value in stats.items():
        last = key.rpartition('.')[2]
        if (not isinstance(value, (int, str, float))
                or last in _WHOLE and (type(value) is not int or value < 0)
                or last in _TEXTS and not isinstance(value, str)):
            raise ValueError(f'{key} is {value!r:.40}')
    return Sample(_text(found, 'uuid'), _domain_id(found), stats)


def _domain_id(found):
    number = found.get('id')
    if number is None:
        return -1
    if type(number) is not int:
        raise ValueError(f'id is {number!r:.40}')
    return number


def _text(found, key):
    value = found[key]
    if not isinstance(value, str):
        raise ValueError(f'{key} is {value!r:.40}')
    return value


def _moment(found, key):
    return _nanoseconds(found[key], key)


def _duration(found, key):
    return _nanoseconds(found.get(key, 0), key)


def _nanoseconds(value, name):
    """Return seconds as nanoseconds; they are told to the microsecond."""
    if type(value) not in (int, float) or not 0 <= value < _LATEST_S:
        raise ValueError(f'{name} is {value!r:.40}')
    return round(value * 10 ** 6) * 1000
