# SPDX-License-Identifier: Apache-2.0
"""The statements behind one door: accounts, credits, drafts, closing."""

from billing_ledger import exception
from billing_ledger.conf import billing as options
from billing_ledger.db import statements as stored
from billing_ledger.statements import accounts
from billing_ledger.statements import check
from billing_ledger.statements import closing
from billing_ledger.statements import credits as credits_
from billing_ledger.statements import month as months
from billing_ledger.statements import preparation


class Statements:
    """The statements of some books.

    :param books: the Ledger
    :param conf: its configuration
    """

    def __init__(self, books, conf):
        self._database = books.database
        self._now = books.now
        self.tz = options.zone(conf)
        self.accounts = accounts.Accounts(books.database, books.currency,
                                          self.tz, books.now)
        self.credits = credits_.Credits(books, self.accounts, self.tz)
        self._preparation = preparation.Preparation(
            books, self.accounts, self.tz, conf.statements.correction_months)
        self.closing = closing.Closing(
            books, self._preparation, self.tz, conf.statements.grace_days)

    def this_month(self):
        """Return the current Month."""
        return months.of(self._now(), self.tz)

    def list(self, account_id=None, month=None, project_id=None):
        """Return closed Statements without their lines, the newest first.

        :param month: only those for this Month
        :param project_id: only those with lines of this project
        """
        with self._database.reading() as connection:
            return stored.heads(connection, account_id, month, project_id)

    def shares(self, project_id):
        """Return what a project's lines add up to, by number of statement."""
        with self._database.reading() as connection:
            return stored.shares_of_project(connection, project_id)

    def get(self, number):
        """Return a closed Statement.

        :raises StatementNotFound: there is none of that number
        """
        with self._database.reading() as connection:
            found = stored.get(connection, number)
        if found is None:
            raise exception.StatementNotFound(number=number)
        return found

    def drafts(self, account_id, month):
        """Return what closing a month would give an account now.

        There is one Statement for each currency, and none where the account
        has its statements of that month already.

        :param account_id: of an account, or of a project that pays for itself
        :param month: a Month, the current one for example
        """
        charged = self._preparation.charge(account_id, month)
        with self._database.reading() as connection:
            if stored.is_closed(connection, account_id, month):
                return []
            return [draft.statement for draft in self._preparation.drafts(
                connection, charged)]

    def would_close(self, month):
        """Yield the Statements that closing a month would issue now."""
        for account_id in self.closing.accounts(month):
            yield from self.drafts(account_id, month)

    def of_month(self, month):
        """Yield the Statements of a month, with drafts where it is open."""
        is_closed = self.closing.is_closed(month)
        drafts = [] if is_closed else list(self.would_close(month))
        heads = self.list(month=month)
        for head in heads:
            yield self.get(head.number)
        # What was closed meanwhile is no draft any more.
        closed = {head.account.id for head in heads}
        yield from (each for each in drafts if each.account.id not in closed)

    def month_of(self, statement):
        """Return the Month that a Statement is for."""
        return months.of(statement.period_start, self.tz)

    def close_due(self):
        """Close all months that are due; yield the statements issued."""
        for month in self.closing.due():
            yield from self.closing.close(month)

    def verify(self):
        """Yield a check.Problem for each statement that was changed."""
        return check.verify(self._database)
