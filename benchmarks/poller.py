# SPDX-License-Identifier: Apache-2.0
"""Look at all guests again and again, in a process of its own, and time it.

Bare calls and polls take turns, so that both see the same machine. A poll is
all that billing-agent does: ask, understand, follow each guest; each sixth of
them begins a minute, so readings are made and saved. Prints JSON.
"""

import argparse
import json
import pathlib
import statistics
import tempfile
import time

from billing_listener import outage
from billing_listener.agent import connection
from billing_listener.agent import host as hosts
from billing_listener.agent import journal
from billing_listener.agent import process
from billing_listener.agent import questions
from billing_listener.agent import reader
from billing_listener.agent import restore
from billing_listener.agent import saver
from billing_listener.agent import spool
from billing_listener.agent import tally

_NS = 10 ** 9
_INTERVAL_NS = 10 * _NS
_WARM_UP = 3
_SETTLE_SECONDS = 0.05


class Clock:
    """Goes ten seconds for each poll."""

    def __init__(self):
        self._now_ns = time.time_ns() // (60 * _NS) * 60 * _NS

    def now_ns(self):
        return self._now_ns

    def go_on(self):
        self._now_ns += _INTERVAL_NS


class Poller:
    """The parts of billing-agent that a poll passes through."""

    def __init__(self, uri, run_path, folder):
        self._clock = Clock()
        self._link = connection.Link(uri)
        kept = spool.Spool(folder)
        host = hosts.find_host(self._link.get(), uri, 'cmp1')
        self._saver = saver.Saver(kept, lambda: None)
        self._saver.start()
        self._counts = tally.Tally(time.monotonic)
        self._questions = questions.Questions(
            journal.Journal(restore.tracker(host, kept, 0), self._saver,
                            self._counts, self._act, kept.latest.write),
            process.Processes(run_path), False, self._clock,
            outage.Outage('libvirt', '', time.monotonic))

    def bare(self):
        """Ask libvirt, and throw the answer away."""
        self._link.get().getAllDomainStats(reader.GROUPS,
                                           reader.ACTIVE | reader.NOWAIT)

    def poll(self):
        """Do what billing-agent does each ten seconds."""
        self._clock.go_on()
        self._questions.poll(self._link, None)()

    def status(self):
        """Return the line of the agent's log."""
        return self._counts.take_line(0)

    def _act(self, outcome):
        for pair in outcome.to_meet:
            self._questions.meet(self._link, pair)()
        for instance_id, _ in outcome.to_retry:
            self._questions.sample(self._link, (instance_id,))()


def _timed(call, libvirtd):
    """Return the CPU seconds that a call takes, here and in libvirtd."""
    there, here = _cpu_seconds(libvirtd), time.process_time()
    call()
    # What other threads have to do for it belongs to it.
    time.sleep(_SETTLE_SECONDS)
    return time.process_time() - here, _cpu_seconds(libvirtd) - there


def _cpu_seconds(pid):
    """Return the CPU time of a process, to the nanosecond."""
    return sum(int(path.read_text().split()[0]) for path in
               pathlib.Path(f'/proc/{pid}/task').glob('*/schedstat')) / _NS


def measure(poller, count, libvirtd):
    """Return what calls and polls take, in milliseconds.

    :param libvirtd: its process id
    """
    for _ in range(_WARM_UP):
        poller.poll()
        poller.bare()
    calls, polls = [], []
    for _ in range(count):
        calls.append(_timed(poller.bare, libvirtd))
        polls.append(_timed(poller.poll, libvirtd))
    found = {}
    for name, times in (('bare', calls), ('poll', polls)):
        here, there = ([1000 * each for each in column]
                       for column in zip(*times, strict=True))
        found |= {f'{name} CPU ms': statistics.median(here),
                  f'{name} mean CPU ms': statistics.mean(here),
                  f'libvirtd at {name} CPU ms': statistics.median(there)}
    return found


def main():
    """Measure, and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('uri')
    parser.add_argument('run_path')
    parser.add_argument('libvirtd', type=int)
    parser.add_argument('count', type=int)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        poller = Poller(args.uri, args.run_path, folder)
        found = measure(poller, args.count, args.libvirtd)
        print(poller.status())
    print(json.dumps(found))


if __name__ == '__main__':
    main()
