# SPDX-License-Identifier: Apache-2.0
"""Put batches of notifications into the books, whatever the database does."""

import itertools
import threading

from oslo_log import log as logging

from billing_ledger.recorder import RecordResult
from billing_listener import backoff
from billing_listener import outage

LOG = logging.getLogger(__name__)

# So many attempts (some seconds) before a message is suspected of what is
# most likely the database's fault.
_PATIENCE = 5


class BatchWriter:
    """Stores batches, one after the other, whichever thread brings them.

    After a batch was given back, so are all others. ``error`` is what this
    program did not expect, if anything.

    :param books: the Ledger
    :param tally: the Tally to report to
    :param trouble: the Outage to report to
    :param stopping: an event that ends the waiting for the database
    :param hold_time: seconds to wait for the database with a batch in hand
    """

    def __init__(self, books, tally, trouble, stopping, hold_time):
        self._books = books
        self._tally = tally
        self._trouble = trouble
        self._stopping = stopping
        self._hold_time = hold_time
        self._one_by_one = threading.Lock()
        self.has_given_back = False
        self.error = None

    def write(self, messages):
        """Store a batch in one transaction.

        :param messages: ReceivedMessages
        :returns: whether they may be acknowledged
        """
        with self._one_by_one:
            return not self.has_given_back and self._write(messages)

    def _write(self, messages):
        attempts = itertools.count(1)
        try:
            result = backoff.persist(
                lambda: self._store(messages, next(attempts) > _PATIENCE),
                self._trouble, self._stopping, self._hold_time)
        except backoff.Interrupted:
            self.has_given_back = True
            return False
        except Exception as error:
            LOG.exception('A batch met an error in this program.')
            self.has_given_back, self.error = True, error
            return False
        self._tally.add(len(messages), result)
        return True

    def _store(self, messages, has_waited):
        result = RecordResult()
        for message in messages:
            if message.reason:
                result = result.plus(self._books.quarantine(message.body,
                                                            message.reason))
        return result.plus(self._record(
            [message for message in messages if not message.reason],
            has_waited))

    def _record(self, notifications, has_waited):
        """Record notifications; set aside those that nobody can store.

        :param has_waited: whether what may have been the database's fault has
                           had the time to pass
        """
        try:
            return self._books.record(notifications, from_bus=True)
        except Exception as error:
            if (backoff.is_certain_trouble(error)
                    or backoff.is_trouble(error) and not has_waited):
                raise
            if len(notifications) == 1:
                return self._set_aside(notifications[0], error)
            LOG.info('A batch of %d is stored in halves, because of: %s',
                     len(notifications), outage.sentence(error))
        middle = len(notifications) // 2
        return self._record(notifications[:middle], has_waited).plus(
            self._record(notifications[middle:], has_waited))

    def _set_aside(self, notification, error):
        reason = (f'it could not be stored: {type(error).__name__}: '
                  f'{outage.sentence(error)}')
        LOG.warning('Notification %a goes to the quarantine: %s',
                    notification.get('message_id'), reason)
        try:
            return self._books.quarantine(notification, reason)
        except Exception:
            # Either this message is even worse, or nothing can be stored.
            return self._set_aside_by_name(notification, reason)

    def _set_aside_by_name(self, notification, reason):
        name = ascii(notification.get('message_id'))[:100]
        try:
            return self._books.quarantine(f'notification {name}', reason)
        except Exception as error:
            raise backoff.DatabaseTrouble(outage.sentence(error)) from error
