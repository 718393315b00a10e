# SPDX-License-Identifier: Apache-2.0
"""Counts of what the agent did, for the status line."""

import collections
import threading


class Tally:
    """Sums since the last line; several threads may use it.

    ``guests`` is how many were in the latest poll.

    :param clock: returns seconds that only go forward
    """

    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self._since = clock()
        self._sums = collections.Counter()
        self.guests = 0

    def add(self, **counts):
        """Add to sums: polls, events, reads, failures, readings, sent."""
        with self._lock:
            self._sums.update(counts)

    def take_line(self, waiting):
        """Return the status line of the time since the last one.

        :param waiting: how many readings have not been sent
        """
        with self._lock:
            now = self._clock()
            seconds, sums = now - self._since, self._sums
            self._since, self._sums = now, collections.Counter()
        return (f'{self.guests} guests; in {seconds:.0f} s {sums["polls"]} '
                f'polls, {sums["events"]} events, {sums["reads"]} reads at '
                f'events ({sums["failures"]} failed), {sums["readings"]} '
                f'readings made, {sums["sent"]} sent, {waiting} waiting')
