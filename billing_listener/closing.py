# SPDX-License-Identifier: Apache-2.0
"""A thread that closes months when they are due."""

from oslo_log import log as logging

from billing_listener import periodic

LOG = logging.getLogger(__name__)


def make(conf, books, stopping):
    """Return the thread that the configuration wants, or None.

    :param conf: the configuration
    :param books: the Ledger
    :param stopping: an event that ends the thread
    """
    interval = conf.statements.close_interval
    return Closing(books, interval, stopping) if interval else None


class Closing(periodic.Periodic):
    """Looks for months to close now and then.

    Several listeners may do so at once, and each may be stopped in the midst
    of it: every statement is issued once, by whoever is first.
    """

    trouble = ('Months that are due could not be closed; they will be '
               'later.')

    def __init__(self, books, interval, stopping):
        super().__init__('closing', interval, stopping)
        self._books = books

    def work(self):
        """Close the months that are due."""
        for statement in self._books.statements.close_due():
            LOG.info('Issued statement %s for account %s.',
                     statement.number, statement.account.id)
            if self._stopping.is_set():
                return
