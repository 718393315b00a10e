# SPDX-License-Identifier: Apache-2.0
"""A thread that keeps the timelines up to date while notifications come."""

from billing_listener import periodic

# Small, so that storing notifications never waits long.
_CHUNK = 50


class Derivation(periodic.Periodic):
    """Derives stale timelines every few seconds.

    :param books: the Ledger
    :param is_rushing: says whether storing notifications should go first
    """

    trouble = 'Timelines could not be brought up to date; they will be later.'

    def __init__(self, books, interval, stopping, is_rushing):
        super().__init__('derivation', interval, stopping, is_rushing)
        self._books = books

    def work(self):
        """Derive what is stale."""
        while not self._stopping.is_set() and self._books.derive(_CHUNK):
            pass
