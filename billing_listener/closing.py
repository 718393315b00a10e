# SPDX-License-Identifier: Apache-2.0
"""A thread that closes months when they are due."""

import threading

from oslo_log import log as logging

from billing_listener import outage

LOG = logging.getLogger(__name__)


def make(conf, books, stopping):
    """Return the thread that the configuration wants, or None.

    :param conf: the configuration
    :param books: the Ledger
    :param stopping: an event that ends the thread
    """
    interval = conf.statements.close_interval
    return Closing(books, interval, stopping) if interval else None


class Closing(threading.Thread):
    """Looks for months to close now and then.

    Several listeners may do so at once, and each may be stopped in the midst
    of it: every statement is issued once, by whoever is first.

    :param interval: seconds between two looks
    """

    def __init__(self, books, interval, stopping):
        super().__init__(name='closing', daemon=True)
        self._books = books
        self._interval = interval
        self._stopping = stopping

    def run(self):
        """Close until the end. What fails is tried again next time."""
        while True:
            try:
                self._close_due()
            except Exception as error:
                LOG.warning('Months that are due could not be closed; they '
                            'will be later. %s: %s', type(error).__name__,
                            outage.sentence(error))
            if self._stopping.wait(self._interval):
                return

    def _close_due(self):
        for statement in self._books.statements.close_due():
            LOG.info('Issued statement %s for account %s.',
                     statement.number, statement.account.id)
            if self._stopping.is_set():
                return
