# SPDX-License-Identifier: Apache-2.0
"""The work of billing-listener from its start to its end."""

import threading
import time

from oslo_log import log as logging

from billing_listener import backoff
from billing_listener import closing
from billing_listener import delivery
from billing_listener import derivation
from billing_listener import drawing
from billing_listener import guests
from billing_listener import outage
from billing_listener import server
from billing_listener import tally
from billing_listener import transport as bus
from billing_listener import writer
from billing_listener.budgets import loop as budgets
from billing_listener.reconcile import loop as reconciling

LOG = logging.getLogger(__name__)

_GLANCE_SECONDS = 0.2


class Service(threading.Thread):
    """Receives notifications until it is told to stop.

    It is a thread of its own, because connecting to a RabbitMQ that is away
    cannot be interrupted.

    :param conf: the configuration
    :param books: the Ledger
    """

    def __init__(self, conf, books):
        super().__init__(name='service', daemon=True)
        self._conf = conf
        self._books = books
        self._stopping = threading.Event()
        self._transport = bus.get_transport(conf)
        self._tally = tally.Tally(time.monotonic,
                                  conf.listener.batch_size)
        self._trouble = outage.of_database(time.monotonic)
        self._guests = guests.make(conf, books)
        self._reconciling = reconciling.make(
            conf, books, self._stopping, self._tally.is_rushing)
        self._budgets = budgets.make(conf, books, self._stopping,
                                     self._tally.is_rushing)
        self._next_status = time.monotonic() + conf.listener.status_interval
        self.error = None

    def stop(self):
        """Ask for an orderly end; join() to wait for it."""
        self._stopping.set()

    def run(self):
        """Work; what ended it otherwise than stop() is in ``error``."""
        deriving = derivation.Derivation(
            self._books, self._conf.listener.derive_interval, self._stopping,
            self._tally.is_rushing)
        others = [each for each in (
            closing.make(self._conf, self._books, self._stopping),
            drawing.make(self._conf, self._books, self._stopping),
            delivery.make(self._conf, self._books, self._stopping),
            self._reconciling, self._budgets) if each]
        try:
            deriving.start()
            while not self._stopping.is_set():
                self._wait_for_database()
                self._guests.start()
                for each in others:
                    if not each.is_alive():
                        each.start()
                self._receive()
            deriving.join()
        except backoff.Interrupted:
            pass
        except Exception as error:
            self.error = error
        self._guests.stop()
        LOG.info('%s.', self._tally.take_line())

    def _wait_for_database(self):
        # Before connecting to RabbitMQ: a quorum queue counts how often it
        # takes a message back, and in the end throws it away.
        backoff.persist(self._books.check_schema, self._trouble,
                        self._stopping)

    def _receive(self):
        """Receive until there is reason to close the connection."""
        batches = writer.BatchWriter(
            self._books, self._tally, self._trouble, self._stopping,
            self._conf.listener.hold_time)
        write = batches.write
        if self._reconciling:
            write = self._reconciling.watch(write)
        servers = server.new_servers(self._conf, self._transport, write)
        for each in servers:
            each.begin()
        self._log_start()
        while not (self._stopping.wait(_GLANCE_SECONDS)
                   or batches.has_given_back or batches.error
                   or self._guests.error):
            self._log_status()
        for each in servers:
            each.finish()
        if batches.error or self._guests.error:
            raise batches.error or self._guests.error

    def _log_start(self):
        options = self._conf.listener
        LOG.info('Listening on %s of %s, priorities %s%s; %s.',
                 ', '.join(options.topics), ', '.join(options.exchanges),
                 ', '.join(options.priorities),
                 f', pool {options.pool}' if options.pool else '',
                 'and on readings of agents' if self._conf.readings.secret
                 else 'not on agents: [readings] secret is not set')

    def _log_status(self):
        if time.monotonic() >= self._next_status:
            self._next_status += self._conf.listener.status_interval
            LOG.info('%s.', self._tally.take_line())
