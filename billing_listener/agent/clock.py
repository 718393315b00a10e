# SPDX-License-Identifier: Apache-2.0
"""The time of readings: the wall clock, but one that never goes back."""

import threading
import time

from oslo_log import log as logging

LOG = logging.getLogger(__name__)

_NS = 10 ** 9


class Clock:
    """Nanoseconds since 1970; several threads may ask.

    Where the wall clock is set back, this one stands still until the wall
    clock has caught up: a run's counters go forward with its time.

    :param wall: returns nanoseconds since 1970
    """

    def __init__(self, wall=time.time_ns):
        self._wall = wall
        self._lock = threading.Lock()
        self._latest = 0
        self._is_back = False

    def now_ns(self):
        """Return the time."""
        with self._lock:
            now = self._wall()
            if now >= self._latest:
                self._latest, self._is_back = now, False
            elif not self._is_back and self._latest - now > _NS:
                self._is_back = True
                LOG.warning(
                    "This machine's clock was set back by %d s. Readings "
                    'keep the latest time until it has caught up.',
                    (self._latest - now) // _NS)
            return self._latest
