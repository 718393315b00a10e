# SPDX-License-Identifier: Apache-2.0
"""Create and change accounts, and say which projects belong to them."""

import uuid

from billing_ledger import exception
from billing_ledger.db import accounts as stored
from billing_ledger.db import audit
from billing_ledger.db import closed_months
from billing_ledger.db import engine
from billing_ledger.db import statements
from billing_ledger.facts import fields
from billing_ledger.statements import account as types
from billing_ledger.statements import month as months
from billing_ledger.statements import terms as checks

KIND = 'account'
MEMBER_KIND = 'account_project'


class Accounts:
    """The accounts in a database.

    :param database: engine.Database
    :param currency: that of accounts for which none is given
    :param tz: the time zone of months
    :param now: returns the present moment
    """

    def __init__(self, database, currency, tz, now):
        self._database = database
        self._currency = currency
        self._tz = tz
        self._now = now

    def list(self):
        """Return the BillingAccounts that were created, by name."""
        with self._database.reading() as connection:
            return stored.read(connection)

    def get(self, account_id):
        """Return the BillingAccount of that id.

        :raises AccountNotFound: there is none
        """
        with self._database.reading() as connection:
            return _existing(connection, account_id)

    def find(self, connection, account_id):
        """Return the BillingAccount of that id, or the project's own."""
        return stored.get(connection, account_id) or types.of_project(
            account_id, self._currency)

    def projects(self, account_id):
        """Return all Memberships of projects that ever were of an account."""
        with self._database.reading() as connection:
            return stored.memberships_of(connection, account_id)

    def projects_of(self, account_id, month):
        """Return the ids of projects that an account pays for in a Month."""
        with self._database.reading() as connection:
            found = stored.members_of(connection, account_id)
        return found.projects_of(account_id, month)

    def account_of(self, project_id, month):
        """Return the id of the account that pays for a project in a Month."""
        with self._database.reading() as connection:
            found = stored.members_of(connection, project_id)
        return found.account_of(project_id, month)

    @engine.retry_on_conflict
    def create(self, terms, by=audit.NOBODY):
        """Create an account without projects.

        :param terms: an account.Terms; its currency may be empty
        :param by: the audit.Actor who wishes it
        :returns: the BillingAccount
        :raises InvalidAccount: no account can be like this
        """
        terms = terms._replace(currency=terms.currency or self._currency)
        checks.check_account(terms)
        made = types.BillingAccount(
            id=str(uuid.uuid4()), **terms._asdict(), created_at=self._now(),
            created_by=by.user_id, changed_at=None, changed_by=None)
        with self._database.writing() as connection:
            stored.add(connection, made)
            audit.add(connection, made.created_at, by, audit.CREATED, KIND,
                      made.id, None, made.as_dict())
        return made

    @engine.retry_on_conflict
    def change(self, account_id, changes, by=audit.NOBODY):
        """Change an account. Closed statements stay as they are.

        :param changes: mapping of fields of account.Terms to values
        :raises AccountNotFound: there is none
        :raises InvalidAccount: no account can be like this
        """
        unknown = set(changes) - set(types.Terms._fields)
        if unknown:
            raise exception.InvalidAccount(
                reason=f'An account has no {", ".join(sorted(unknown))}.')
        with self._database.writing() as connection:
            statements.lock(connection)
            before = _existing(connection, account_id)
            changed = before._replace(**changes, changed_at=self._now(),
                                      changed_by=by.user_id)
            checks.check_account(types.Terms(*(
                getattr(changed, name) for name in types.Terms._fields)))
            stored.change(connection, changed)
            audit.add(connection, changed.changed_at, by, audit.CHANGED,
                      KIND, account_id, before.as_dict(), changed.as_dict())
        return changed

    def add_project(self, account_id, project_id, from_month=None,
                    by=audit.NOBODY):
        """Let an account pay for a project from a month on.

        :param from_month: a Month (default: the current one)
        :returns: the Membership
        :raises AccountNotFound: there is no such account
        :raises InvalidAccount: that is no id of a project
        :raises MonthIsClosed: somebody was charged for that month
        """
        return self._set_member(project_id, account_id, from_month, by)

    def remove_project(self, account_id, project_id, from_month=None,
                       by=audit.NOBODY):
        """Let a project pay for itself from a month on.

        :raises InvalidAccount: the account does not pay for it then
        """
        return self._set_member(project_id, None, from_month, by,
                                leaves=account_id)

    @engine.retry_on_conflict
    def _set_member(self, project_id, account_id, from_month, by,
                    leaves=None):
        checks.check_text(exception.InvalidAccount, project_id, 'project_id',
                          fields.ID_LENGTH)
        now = self._now()
        month = from_month or months.of(now, self._tz)
        made = types.Membership(project_id, str(month), account_id, now,
                                by.user_id)
        with self._database.writing() as connection:
            statements.lock(connection)
            _existing(connection, account_id or leaves)
            if stored.get(connection, project_id):
                raise exception.InvalidAccount(
                    reason=f'{project_id} is an account, not a project.')
            _check_open(connection, month)
            if leaves is not None:
                _check_member(connection, project_id, leaves, month)
            stored.set_member(connection, made)
            audit.add(connection, now, by, audit.CHANGED, MEMBER_KIND,
                      project_id, None, made.as_dict())
        return made


def _existing(connection, account_id):
    found = stored.get(connection, account_id)
    if found is None:
        raise exception.AccountNotFound(account_id=account_id)
    return found


def _check_open(connection, month):
    closed = closed_months.newest_begun(connection)
    if closed is not None and month <= closed:
        raise exception.MonthIsClosed(month=month, next_month=closed.plus(1))


def _check_member(connection, project_id, account_id, month):
    found = stored.members_of(connection, account_id)
    if found.account_of(project_id, month) != account_id:
        raise exception.InvalidAccount(
            reason=f'Project {project_id} does not belong to account '
                   f'{account_id} in {month}.')
