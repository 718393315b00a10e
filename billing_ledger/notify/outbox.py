# SPDX-License-Identifier: Apache-2.0
"""Keep notices until they are delivered.

Several processes may send and deliver: the same notice is stored once, and an
attempt belongs to who has claimed it. A process that dies in the middle of an
attempt may have delivered, so a notice can arrive twice, with the same id.
"""

import datetime
import typing

from oslo_log import log as logging

from billing_ledger import exception
from billing_ledger.db import engine
from billing_ledger.db import notices as stored
from billing_ledger.notify import channel
from billing_ledger.notify import notice as notices

LOG = logging.getLogger(__name__)

_AT_ONCE = 100
_FIRST_PAUSE = datetime.timedelta(minutes=1)
_LONGEST_PAUSE = datetime.timedelta(hours=1)
# Longer than any attempt takes; then another process may try.
_CLAIM = datetime.timedelta(minutes=30)


class NoticeNotFound(exception.BillingError):
    msg_fmt = 'There is no notice %(notice_id)s that waits to be delivered.'
    code = 404


class Delivered(typing.NamedTuple):
    """What became of the notices that were due, as counts."""

    delivered: int = 0
    failed: int = 0


def pause(attempts):
    """Return how long to wait after some attempts have failed."""
    # No power of two that large is ever waited for.
    return min(_FIRST_PAUSE * 2 ** min(attempts - 1, 10), _LONGEST_PAUSE)


class Outbox:
    """The notices in a database.

    :param database: engine.Database
    :param conf: a configuration with group [notices]
    :param now: returns the present moment
    """

    def __init__(self, database, conf, now):
        self._database = database
        self._conf = conf
        self._now = now
        self._opened = None

    @engine.retry_on_conflict
    def send(self, notice):
        """Store a notice, to be sent on every channel.

        :param notice: a notice.Notice
        :returns: whether it is new; processes that send it at the same
                  moment may all be told that it is
        :raises InvalidNotice: it cannot be sent
        """
        rows = self._rows(notice)
        with self._database.writing() as connection:
            return stored.add(connection, rows) > 0

    def put(self, connection, notice):
        """Do as send() does in a transaction that has written before.

        So a notice is stored if, and only if, what it tells of is.
        """
        return stored.add(connection, self._rows(notice)) > 0

    def deliver(self):
        """Try to deliver what is due.

        :returns: Delivered
        :raises BillingError: a channel cannot be used at all
        """
        outcomes = []
        while rows := self._due():
            outcomes += map(self._attempt, rows)
        return Delivered(outcomes.count(True), outcomes.count(False))

    def undelivered(self):
        """Yield the rows of notices that wait, or were given up."""
        after = ('', '')
        while True:
            with self._database.reading() as connection:
                rows = stored.read(connection, after)
            if not rows:
                return
            yield from rows
            after = rows[-1].kind, rows[-1].notice_id

    @engine.retry_on_conflict
    def retry(self, notice_id=None):
        """Let a notice, or all that were given up, be due; count them.

        :raises NoticeNotFound: there is no such notice to deliver
        """
        with self._database.writing() as connection:
            count = stored.retry(connection, self._now(), notice_id)
        if notice_id is not None and not count:
            raise NoticeNotFound(notice_id=notice_id)
        return count

    def _rows(self, notice):
        notices.check(notice)
        now = self._now()
        return [stored.new_row(notice, name, now)
                for name in sorted(set(self._conf.notices.channels))]

    def _channels(self):
        if self._opened is None:
            self._opened = channel.open_channels(self._conf)
        return self._opened

    def _due(self):
        with self._database.reading() as connection:
            return stored.due(connection, list(self._channels()),
                              self._now(), _AT_ONCE)

    def _attempt(self, row):
        """Return whether a notice was delivered; None: others try."""
        if not self._claim(row):
            return None
        try:
            self._channels()[row.channel](channel.Parcel(
                row.notice_id, stored.notice_of(row), row.created_at))
        except channel.NotDelivered as error:
            self._fail(row, str(error))
            return False
        except Exception as error:
            # Not even a mistake in here may hold up the others.
            LOG.exception('Notice %s cannot be sent', row.notice_id)
            self._fail(row, f'it cannot be sent ({type(error).__name__})')
            return False
        self._finish(row)
        return True

    @engine.retry_on_conflict
    def _claim(self, row):
        with self._database.writing() as connection:
            return stored.claim(connection, row, self._now() + _CLAIM)

    @engine.retry_on_conflict
    def _finish(self, row):
        with self._database.writing() as connection:
            stored.finish(connection, row, self._now())

    @engine.retry_on_conflict
    def _fail(self, row, problem):
        attempts = row.attempts + 1
        due_at = None
        if attempts < self._conf.notices.most_attempts:
            due_at = self._now() + pause(attempts)
        with self._database.writing() as connection:
            stored.fail(connection, row, problem, due_at)
