# SPDX-License-Identifier: Apache-2.0
"""A thread that sends what is in the spool, and forgets what has arrived."""

import json
import threading
import time
import typing

from oslo_log import log as logging

from billing_ledger.facts import signature
from billing_listener import outage
from billing_listener import pauses
from billing_listener.agent import readings

LOG = logging.getLogger(__name__)

_BATCH = 500
# What is made at the same moment goes into one message.
_GATHER_SECONDS = 0.2
# In case that nobody says that there is something.
_GLANCE_SECONDS = 60


class Delivery(typing.NamedTuple):
    """Where messages go.

    ``outlet`` takes a message as oslo.messaging's Notifier makes it; when it
    returns, somebody else keeps it, and whatever it raises, nobody does.
    ``secret`` is what payloads are signed with; without one, they are not.
    ``name`` is for the log.
    """

    outlet: typing.Callable
    secret: str | None = None
    name: str = 'RabbitMQ'


class Sender(threading.Thread):
    """Takes readings from the spool in their order, a batch at a time.

    :param host: as Nova calls it
    :param spool: the Spool
    :param delivery: a Delivery; None: readings stay in the spool
    :param clock: a Clock
    :param tally: the Tally to report to
    """

    def __init__(self, host, spool, delivery, clock, tally):
        super().__init__(name='sender', daemon=True)
        self._host = host
        self._spool = spool
        self._delivery = delivery
        self._clock = clock
        self._tally = tally
        self._trouble = outage.Outage(
            delivery.name if delivery else 'Nobody',
            'Readings are kept in the spool.', time.monotonic)
        self._wake = threading.Event()
        self._stopping = threading.Event()

    def wake(self):
        """Say that there is something to send."""
        self._wake.set()

    def finish(self, seconds):
        """End after one more attempt; return whether that was in time."""
        self._stopping.set()
        self._wake.set()
        self.join(seconds)
        return not self.is_alive()

    def run(self):
        """Send until the end."""
        delays = _delays()
        while self._delivery is not None:
            self._wake.clear()              # first: finish() sets both
            is_last = self._stopping.is_set()
            if self._send_all():
                delays = _delays()
                pause, bell = _GLANCE_SECONDS, self._wake
            else:
                # New readings do not make the other end come back.
                pause, bell = next(delays), self._stopping
            if is_last:
                return
            bell.wait(pause)
            self._stopping.wait(_GATHER_SECONDS)

    def _send_all(self):
        """Send what there is; return whether all of it arrived."""
        try:
            while rows := self._spool.oldest(_BATCH):
                self._send(rows)
                self._trouble.end()
        except Exception as error:
            # Whatever it is: nothing is lost, and it is logged.
            LOG.debug('Sending failed.', exc_info=True)
            self._trouble.note(error)
            return False
        return True

    def _send(self, rows):
        batch = [each for each in map(_read, rows) if each is not None]
        if batch:
            self._delivery.outlet(self._message(batch))
            self._tally.add(sent=len(batch))
        self._spool.delete([number for number, _ in rows])

    def _message(self, batch):
        message = readings.notification(self._host, batch,
                                        self._clock.now_ns())
        if self._delivery.secret:
            message['payload'] = signature.sign(message['payload'],
                                                self._delivery.secret)
        return message


def _read(row):
    number, text = row
    try:
        return json.loads(text)
    except ValueError as error:
        LOG.error('Reading %d in the spool is damaged and cannot be sent: '
                  '%s', number, error)
        return None


def _delays():
    return pauses.pauses(first=0.5, longest=30)
