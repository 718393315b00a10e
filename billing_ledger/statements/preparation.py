# SPDX-License-Identifier: Apache-2.0
"""Collect from the books what the statements of an account are made of."""

import typing

from billing_ledger.db import accounts as stored_accounts
from billing_ledger.db import closed_months
from billing_ledger.db import credits as stored_credits
from billing_ledger.db import projects as stored_projects
from billing_ledger.db import statements as stored
from billing_ledger.report import Query
from billing_ledger.statements import draft
from billing_ledger.statements import lines


class Charged(typing.NamedTuple):
    """What the projects of an account are charged in some months."""

    account_id: str
    projects: dict                # Month to list of ids; the newest is last
    rows: dict                    # Month to list of ChargeRows


class Preparation:
    """Makes drafts of statements.

    :param books: the Ledger
    :param accounts: its Accounts
    :param tz: the time zone of months
    :param correction_months: how many months back to look for corrections
    """

    def __init__(self, books, accounts, tz, correction_months):
        self._books = books
        self._accounts = accounts
        self._tz = tz
        self._correction_months = correction_months

    def first_month(self, month):
        """Return the oldest Month that a statement for another may correct."""
        return month.plus(-self._correction_months)

    def charge(self, account_id, month):
        """Return what there is to charge, as the books have it now.

        That is for a month, and for closed ones before it.
        """
        with self._books.database.reading() as connection:
            projects = self.projects(connection, account_id, month)
        book = self._books.prices.book()
        rows = {each: [row for project_id in found
                       for row in self._charges(project_id, each, book)]
                for each, found in projects.items()}
        return Charged(account_id, projects, rows)

    def projects(self, connection, account_id, month):
        """Return the ids of the account's projects, for each month."""
        of_account = stored_accounts.members_of(connection, account_id)
        closed = closed_months.between(connection, self.first_month(month),
                                       month)
        return {each: of_account.projects_of(account_id, each)
                for each in (*closed, month)}

    def drafts(self, connection, charged):
        """Return the Drafts of an account, one for each currency.

        :param charged: what charge() returned
        """
        *earlier, month = charged.projects
        account = self._accounts.find(connection, charged.account_id)
        billed = stored.billed(connection, account.id, earlier)
        numbers = stored.numbers_of(connection, account.id)
        balances = stored_credits.balances(connection, account.id)
        place = lines.Place(self._books.region, stored_projects.names(
            connection, set().union(*charged.projects.values())))
        found = draft.currencies_of(
            charged.rows[month],
            (row for each in earlier for row in charged.rows[each]),
            (of for pairs in billed.values() for of, _ in pairs))
        made = [draft.make(
            account, currency, month.period(self._tz), self._tz.key,
            charged.rows[month],
            [draft.EarlierMonth(
                each.period(self._tz), charged.rows[each],
                [line for of, line in billed[str(each)] if of == currency],
                numbers.get((str(each), currency)))
             for each in earlier], balances, place)
            for currency in found]
        return [each for each in made if each is not None]

    def _charges(self, project_id, month, book):
        period = month.period(self._tz)
        return self._books.charges(Query(
            period.start, period.end, project_id=project_id,
            group_by=lines.GROUP_BY), book).rows
