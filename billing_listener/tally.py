# SPDX-License-Identifier: Apache-2.0
"""Counts of what became of the notifications, for the status line."""

import threading

from billing_ledger.recorder import RecordResult

# A full batch this long ago means that there may be more in the queue.
_RUSH_SECONDS = 2


class Tally:
    """Sums of RecordResults; several threads may use it.

    :param clock: returns seconds that only go forward
    :param full_batch: how many messages a full batch holds
    """

    def __init__(self, clock, full_batch):
        self._clock = clock
        self._full_batch = full_batch
        self._full_at = None
        self._lock = threading.Lock()
        self._since = clock()
        self._received = 0
        self._became = RecordResult()

    def add(self, received, result):
        """Note that a batch was stored.

        :param received: how many messages it held
        :param result: the RecordResult of all of them
        """
        with self._lock:
            self._received += received
            self._became = self._became.plus(result)
            if received >= self._full_batch:
                self._full_at = self._clock()

    def is_rushing(self):
        """Tell whether notifications come faster than they are stored."""
        with self._lock:
            return (self._full_at is not None
                    and self._clock() - self._full_at < _RUSH_SECONDS)

    def take_line(self):
        """Return the status line of the time since the last one."""
        with self._lock:
            now = self._clock()
            seconds, received = now - self._since, self._received
            became = self._became
            self._since, self._received = now, 0
            self._became = RecordResult()
        return (f'{received} received in {seconds:.0f} s '
                f'({received / max(seconds, 1e-3):.1f} per second): '
                f'{became.recorded} recorded, {became.duplicates} duplicates, '
                f'{became.ignored} ignored, {became.quarantined} quarantined')
