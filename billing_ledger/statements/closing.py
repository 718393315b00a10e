# SPDX-License-Identifier: Apache-2.0
"""Close months: give each account its statement, exactly once.

Several processes may do so at once, and any of them may die at any moment: a
statement is stored with its number in one transaction, and a month is closed
when that was done for every account.
"""

import datetime

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.db import accounts as stored_accounts
from billing_ledger.db import closed_months
from billing_ledger.db import credits as stored_credits
from billing_ledger.db import engine
from billing_ledger.db import statements as stored
from billing_ledger.statements import digest
from billing_ledger.statements import members
from billing_ledger.statements import month as months
from billing_ledger.statements import numbers
from billing_ledger.statements import statement as types

# Clocks, and late readings of runs: who has nothing is left out later.
_MARGIN = datetime.timedelta(days=1)


class Closing:
    """Closes months in the books.

    :param books: the Ledger
    :param preparation: the Preparation that makes drafts
    :param tz: the time zone of months
    :param grace_days: days between the end of a month and its closing
    """

    def __init__(self, books, preparation, tz, grace_days):
        self._deriver = books.deriver
        self._database = books.database
        self._preparation = preparation
        self._tz = tz
        self._grace = datetime.timedelta(days=grace_days)
        self._now = books.now

    def due(self):
        """Return the Months to close: all since the newest closed one.

        Where none is closed yet, it is the last one that may be.
        """
        last = months.of(self._now() - self._grace, self._tz).plus(-1)
        with self._database.reading() as connection:
            newest = closed_months.newest(connection)
        first = last if newest is None else newest.plus(1)
        found = []
        while first <= last:
            found.append(first)
            first = first.plus(1)
        return found

    def close(self, month):
        """Yield the statements that are issued for a month.

        Nothing happens where the month is closed already.

        :param month: a Month
        :raises MonthIsNotOver: it cannot be closed yet
        """
        due_at = month.period(self._tz).end + self._grace
        if self._now() < due_at:
            raise exception.MonthIsNotOver(month=month,
                                           due_at=times.to_text(due_at))
        if self.is_closed(month):
            return
        self._check_earlier(month)
        for account_id in self.accounts(month):
            yield from self._close_account(account_id, month)
        self._mark_closed(month)

    def _check_earlier(self, month):
        """Raise EarlierMonthIsOpen where a month would be left out."""
        with self._database.reading() as connection:
            newest = closed_months.newest(connection)
        if newest is not None and newest.plus(1) < month:
            raise exception.EarlierMonthIsOpen(month=month,
                                               earlier=newest.plus(1))

    def accounts(self, month):
        """Return the ids of accounts that a month may cost something."""
        # Projects are known by the timelines of their resources.
        self._deriver.derive_all()
        first = self._preparation.first_month(month)
        start, end = first.period(self._tz).start, month.period(self._tz).end
        with self._database.reading() as connection:
            projects = stored.projects_between(
                connection, start - _MARGIN, end + _MARGIN, first)
            payers = members.Members(stored_accounts.memberships(connection))
            several = {first, month, *closed_months.between(
                connection, first, month)}
        return sorted({payers.account_of(project_id, each)
                       for project_id in projects for each in several})

    def _close_account(self, account_id, month):
        """Return the statements that an account gets; [] if it has them."""
        while not self._is_done(account_id, month):
            charged = self._preparation.charge(account_id, month)
            issued = self._issue(charged, month)
            if issued is not None:
                return issued
        return []

    @engine.retry_on_conflict
    def _issue(self, charged, month):
        """Store the statements of an account, all of them or none.

        :returns: them; None where its projects have changed since
        """
        with self._database.writing() as connection:
            stored.lock(connection)
            if stored.is_closed(connection, charged.account_id, month):
                return []
            if charged.projects != self._preparation.projects(
                    connection, charged.account_id, month):
                return None
            drafts = self._preparation.drafts(connection, charged)
            return [self._store(connection, draft, month) for draft in drafts]

    def _store(self, connection, draft, month):
        last = stored.last(connection)
        # Numbers are in the order of time, whoever's clock is behind.
        issued_at = (max(self._now(), last.issued_at) if last
                     else self._now())
        closed = draft.statement._replace(
            status=types.CLOSED, issued_at=issued_at,
            number=numbers.following(
                last and last.number, issued_at.astimezone(self._tz).year))
        closed = closed._replace(digest=digest.of(
            closed, last.digest if last else digest.NOTHING))
        stored.add(connection, closed, month, self._tz,
                   stored.count(connection) + 1)
        stored_credits.use(connection, closed.number, draft.uses)
        return closed

    def _is_done(self, account_id, month):
        with self._database.reading() as connection:
            return stored.is_closed(connection, account_id, month)

    def is_closed(self, month):
        """Tell whether every account has its statement of a month."""
        with self._database.reading() as connection:
            return closed_months.between(connection, month,
                                         month.plus(1)) != []

    @engine.retry_on_conflict
    def _mark_closed(self, month):
        with self._database.writing() as connection:
            closed_months.add(connection, month, self._now())
