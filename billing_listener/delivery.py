# SPDX-License-Identifier: Apache-2.0
"""A thread that delivers notices when they are due."""

from oslo_log import log as logging

from billing_listener import periodic

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


class Delivery(periodic.Periodic):
    """Looks for notices to deliver now and then.

    Several listeners may do so at once: whoever claims a notice delivers it.
    """

    trouble = 'Notices could not be delivered; they will be later.'

    def __init__(self, outbox, interval, stopping):
        super().__init__('delivery', interval, stopping)
        self._outbox = outbox

    def work(self):
        """Deliver the notices that are due."""
        result = self._outbox.deliver()
        if any(result):
            LOG.info('Notices: %d were delivered, %d failed.', *result)
