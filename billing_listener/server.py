# SPDX-License-Identifier: Apache-2.0
"""oslo.messaging's batch listener, made to keep order and every message."""

import time

from oslo_messaging.notify import dispatcher
from oslo_messaging.notify import listener

from billing_ledger.facts import envelope
from billing_listener import transport as bus

_USER = envelope.SENDER.removeprefix('_context_')
_SETTLE_SECONDS = 5


class BatchDispatcher(dispatcher.BatchNotificationDispatcher):
    """Hands each batch to one function, whole and in the order of arrival.

    oslo.messaging's own sorts a batch by priority, and drops messages with
    an unknown one.

    :param write: takes a list of messages; says whether they are stored
    """

    def __init__(self, write, priorities):
        super().__init__([], None)
        self._write = write
        self._priorities = priorities

    @property
    def supported_priorities(self):
        """The priorities whose queues are listened on."""
        return self._priorities

    def dispatch(self, incoming):
        """Store a batch; return whether it may be acknowledged."""
        for each in incoming:
            # oslo.messaging has taken it out of the message.
            if _USER in each.ctxt:
                each.message[envelope.SENDER] = each.ctxt[_USER]
        return self._write([each.message for each in incoming])


def new_servers(conf, transport, write):
    """Return the NotificationServers that the configuration asks for.

    Readings have one of their own: nobody else reads them, so a pool, which
    leaves the queues of the topics to others, would let theirs grow.
    """
    servers = [NotificationServer(conf, transport, write,
                                  bus.get_targets(conf),
                                  conf.listener.pool)]
    targets = bus.get_reading_targets(conf)
    if targets:
        servers.append(NotificationServer(conf, transport, write, targets))
    return servers


class NotificationServer(listener.BatchNotificationServer):
    """Receives batches, stores them, acknowledges what is stored.

    What is not stored is left alone: RabbitMQ takes it back when the
    connection is closed. To send it back one by one, as oslo.messaging does,
    means to get it again at once.

    :param write: takes a list of messages; says whether they are stored
    :param targets: where to listen
    :param pool: name of a queue of our own, beside that of the targets
    """

    def __init__(self, conf, transport, write, targets, pool=None):
        options = conf.listener
        super().__init__(
            transport, targets, BatchDispatcher(write, options.priorities),
            pool=pool, batch_size=options.batch_size,
            batch_timeout=options.batch_timeout)
        self._newest = None

    def begin(self):
        """Connect and begin, with one thread: several would lose the order."""
        self.start(override_pool_size=1)

    def finish(self):
        """Finish the batches in hand, acknowledge them, disconnect."""
        self.stop()
        self._work_executor.shutdown(wait=True)
        deadline = time.monotonic() + _SETTLE_SECONDS
        while not self._is_settled() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.wait()

    def _process_incoming(self, incoming):
        if self.dispatcher.dispatch(incoming):
            # Batches come one by one, so that is all there was until now.
            incoming[-1].acknowledge()
            self._newest = incoming[-1].message

    def _is_settled(self):
        # Another thread tells RabbitMQ.
        return self._newest is None or self._newest.settled
