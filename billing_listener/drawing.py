# SPDX-License-Identifier: Apache-2.0
"""A thread that draws from prepaid wallets what was used since."""

from oslo_log import log as logging

from billing_listener import outage
from billing_listener import periodic

LOG = logging.getLogger(__name__)


def make(conf, books, stopping):
    """Return the thread that the configuration wants, or None.

    :param conf: the configuration
    :param books: the Ledger
    :param stopping: an event that ends the thread
    """
    interval = conf.wallets.draw_interval
    return Drawing(books, interval, stopping) if interval else None


class Drawing(periodic.Periodic):
    """Draws from all wallets now and then.

    Several listeners may do so at once, and each may be stopped in the midst
    of it: what was used is drawn once, by whoever is first.
    """

    trouble = 'Wallets could not be read; they will be later.'

    def __init__(self, books, interval, stopping):
        super().__init__('drawing', interval, stopping)
        self._books = books

    def work(self):
        """Draw from all wallets."""
        for wallet in self._books.wallets.list():
            if self._stopping.is_set():
                return
            self._draw(wallet)

    def _draw(self, wallet):
        # One wallet that fails does not hold up the others.
        try:
            for _ in self._books.wallets.draw(wallet.account_id,
                                              wallet.currency):
                pass
        except Exception as error:
            LOG.warning('The wallet of account %s in %s could not be drawn '
                        'from; it will be later. %s: %s', wallet.account_id,
                        wallet.currency, type(error).__name__,
                        outage.sentence(error))
