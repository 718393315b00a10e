# SPDX-License-Identifier: Apache-2.0
"""A thread that delivers notices when they are due."""

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
    options = conf.notices
    if not options.channels or not options.deliver_interval:
        return None
    return Delivery(books.outbox, options.deliver_interval, stopping)


class Delivery(threading.Thread):
    """Looks for notices to deliver now and then.

    Several listeners may do so at once: whoever claims a notice delivers it.

    :param interval: seconds between two looks
    """

    def __init__(self, outbox, interval, stopping):
        super().__init__(name='delivery', daemon=True)
        self._outbox = outbox
        self._interval = interval
        self._stopping = stopping

    def run(self):
        """Deliver until the end. What fails is tried again next time."""
        while True:
            try:
                result = self._outbox.deliver()
                if any(result):
                    LOG.info('Notices: %d were delivered, %d failed.',
                             *result)
            except Exception as error:
                LOG.warning('Notices could not be delivered; they will be '
                            'later. %s: %s', type(error).__name__,
                            outage.sentence(error))
            if self._stopping.wait(self._interval):
                return
