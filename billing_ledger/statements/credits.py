# SPDX-License-Identifier: Apache-2.0
"""Grant credits to accounts, and say how much of them is left."""

import uuid

from billing_ledger import currency as currencies
from billing_ledger import exception
from billing_ledger import report
from billing_ledger import times
from billing_ledger.db import accounts as stored_accounts
from billing_ledger.db import audit
from billing_ledger.db import credits as stored
from billing_ledger.db import engine
from billing_ledger.db import statements
from billing_ledger.facts import fields
from billing_ledger.statements import credit as types
from billing_ledger.statements import groups
from billing_ledger.statements import month as months
from billing_ledger.statements import plain
from billing_ledger.statements import sums
from billing_ledger.statements import terms

_REFUSE = exception.InvalidCredit

KIND = 'credit'


class Credits:
    """The credits in a database.

    :param books: the Ledger
    :param accounts: its Accounts
    :param tz: the time zone of months
    """

    def __init__(self, books, accounts, tz):
        self._books = books
        self._accounts = accounts
        self._database = books.database
        self._tz = tz

    def list(self, account_id=None):
        """Return Balances, by account and in the order of granting."""
        with self._database.reading() as connection:
            return stored.balances(connection, account_id)

    def get(self, credit_id):
        """Return a Balance.

        :raises CreditNotFound: there is no credit of that id
        """
        with self._database.reading() as connection:
            return _existing(connection, credit_id)

    def grant(self, grant, by=audit.NOBODY):
        """Grant a credit, which statements use from its validity on.

        A percentage is taken of what the books charge for the window now.

        :param grant: a credit.Grant; its account may be a project that pays
                      for itself
        :param by: the audit.Actor who wishes it
        :returns: the Balance
        :raises InvalidCredit: no credit can be like this
        """
        now = self._books.now()
        grant = self._completed(grant)
        self._check(grant, now)
        amount = currencies.rounded(
            self._share(grant) if grant.amount is None else grant.amount,
            grant.currency)
        made = types.Credit(
            id=str(uuid.uuid4()), **grant._replace(
                amount=amount, valid_from=grant.valid_from or now)._asdict(),
            created_at=now, created_by=by.user_id, revoked_at=None,
            revoked_by=None)
        self._add(made, by)
        return types.Balance(made, amount)

    @engine.retry_on_conflict
    def revoke(self, credit_id, by=audit.NOBODY):
        """Let no further statement use a credit; what was used stays used.

        :returns: the Balance
        :raises CreditNotFound: there is no credit of that id
        """
        with self._database.writing() as connection:
            statements.lock(connection)
            before = _existing(connection, credit_id)
            now = self._books.now()
            stored.revoke(connection, credit_id, now, by.user_id)
            revoked = _existing(connection, credit_id)
            audit.add(connection, now, by, audit.ENDED, KIND, credit_id,
                      before.as_dict(), revoked.as_dict())
            return revoked

    def _completed(self, grant):
        """Return the grant in the currency of its account, and in UTC."""
        if grant.currency is None and isinstance(grant.account_id, str):
            with self._database.reading() as connection:
                account = self._accounts.find(connection,
                                              grant.account_id)
            grant = grant._replace(currency=account.currency)
        return grant._replace(**{
            name: times.in_utc(getattr(grant, name), name)
            for name in ('window_start', 'window_end', 'valid_from',
                         'expires_at')
            if getattr(grant, name) is not None})

    @engine.retry_on_conflict
    def _add(self, made, by):
        with self._database.writing() as connection:
            statements.lock(connection)
            stored.add(connection, made)
            audit.add(connection, made.created_at, by, audit.CREATED, KIND,
                      made.id, None, plain.of_tuple(made))

    def _share(self, grant):
        """Return so many per cent of what was charged."""
        charged = sums.total(
            row.amount for row in self._charges(grant)
            if row.currency == grant.currency
            and grant.resource_group in (None, groups.of_meter(row.meter)))
        amount = sums.percentage(charged, grant.percent)
        if not currencies.rounded(amount, grant.currency):
            raise _REFUSE(
                reason='In this time the account was charged nothing for '
                       f'{grant.resource_group or "anything"} in '
                       f'{grant.currency}: there is no credit to grant.')
        return amount

    def _charges(self, grant):
        with self._database.reading() as connection:
            of_account = stored_accounts.members_of(connection,
                                                    grant.account_id)
        start = grant.window_start
        while start < grant.window_end:
            month = months.of(start, self._tz)
            end = min(month.period(self._tz).end, grant.window_end)
            for project_id in of_account.projects_of(grant.account_id, month):
                yield from self._books.charges(report.Query(
                    start, end, project_id=project_id)).rows
            start = end

    def _check_pays(self, account_id, now):
        """Raise InvalidCredit for a project that somebody else pays for."""
        payer = self._accounts.account_of(
            account_id, months.of(now, self._tz))
        if payer != account_id:
            raise _REFUSE(reason=f'Account {payer} pays for project '
                                 f'{account_id}: grant it the credit.')

    def _check(self, grant, now):
        terms.check_text(_REFUSE, grant.account_id, 'account_id')
        terms.check_text(_REFUSE, grant.reason, 'reason',
                         terms.LONGEST_REASON)
        self._check_pays(grant.account_id, now)
        terms.check_currency(_REFUSE, grant.currency)
        if (grant.amount is None) == (grant.percent is None):
            raise _REFUSE(reason='Give either an amount or a percentage.')
        if grant.expires_at and grant.expires_at <= max(
                now, grant.valid_from or now):
            raise _REFUSE(reason='It would expire before it could be used.')
        if grant.amount is not None:
            _check_amount(grant)
        else:
            _check_window(grant, now)


def _existing(connection, credit_id):
    found = stored.balances(connection, credit_id=credit_id)
    if not found:
        raise exception.CreditNotFound(credit_id=credit_id)
    return found[0]


def _check_amount(grant):
    terms.check_amount(_REFUSE, grant.amount, 'amount', grant.currency)
    if (grant.resource_group, grant.window_start, grant.window_end) != (
            None, None, None):
        raise _REFUSE(reason='A group of resources and a window belong to a '
                             'percentage, not to an amount.')


def _check_window(grant, now):
    terms.check_percent(_REFUSE, grant.percent, 'percent')
    if grant.resource_group is not None:
        terms.check_text(_REFUSE, grant.resource_group, 'resource_group',
                         fields.ID_LENGTH)
    if grant.window_start is None or grant.window_end is None:
        raise _REFUSE(reason='A percentage needs a window: give window_start '
                             'and window_end.')
    if not grant.window_start < grant.window_end <= now:
        raise _REFUSE(reason='The window must end after it begins, and be '
                             'over.')
    if grant.window_end - grant.window_start > report.MOST_DAYS:
        raise _REFUSE(reason=f'The window has {report.MOST_DAYS.days} days '
                             'at most.')
