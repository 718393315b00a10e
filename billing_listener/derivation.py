# SPDX-License-Identifier: Apache-2.0
"""A thread that keeps the timelines up to date while notifications come."""

import threading

from oslo_log import log as logging

from billing_listener import outage

LOG = logging.getLogger(__name__)

# Small, so that storing notifications never waits long.
_CHUNK = 50
_MOST_ROUNDS_LEFT_OUT = 5


class Derivation(threading.Thread):
    """Derives stale timelines every few seconds.

    :param books: the Ledger
    :param interval: seconds between two rounds
    :param stopping: an event that ends the thread
    :param is_rushing: says whether storing notifications should go first
    """

    def __init__(self, books, interval, stopping, is_rushing):
        super().__init__(name='derivation', daemon=True)
        self._books = books
        self._interval = interval
        self._stopping = stopping
        self._is_rushing = is_rushing
        self._left_out = 0

    def run(self):
        """Derive until the end. What fails is tried again next time."""
        while not self._stopping.wait(self._interval):
            if self._may_leave_out():
                continue
            try:
                self._derive_all()
            except Exception as error:
                LOG.warning('Timelines could not be brought up to date; they '
                            'will be later. %s: %s', type(error).__name__,
                            outage.sentence(error))

    def _may_leave_out(self):
        if self._is_rushing() and self._left_out < _MOST_ROUNDS_LEFT_OUT:
            self._left_out += 1
            return True
        self._left_out = 0
        return False

    def _derive_all(self):
        while not self._stopping.is_set() and self._books.derive(_CHUNK):
            pass
