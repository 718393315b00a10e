# SPDX-License-Identifier: Apache-2.0
"""Accounts, and which projects belong to them, as stored."""

import sqlalchemy as sa

from billing_ledger.db import statement_tables as tables
from billing_ledger.statements import members
from billing_ledger.statements.account import BillingAccount
from billing_ledger.statements.account import Membership

_account = tables.account.c
_COLUMNS = [_account[name] for name in BillingAccount._fields]
_member = tables.account_project.c
_MEMBER_COLUMNS = [_member[name] for name in Membership._fields]


def add(connection, account):
    """Store a BillingAccount."""
    connection.execute(sa.insert(tables.account).values(account._asdict()))


def change(connection, account):
    """Store a BillingAccount in the place of that of the same id."""
    connection.execute(sa.update(tables.account).where(
        _account.id == account.id).values(account._asdict()))


def get(connection, account_id):
    """Return the BillingAccount of that id, or None."""
    row = connection.execute(sa.select(*_COLUMNS).where(
        _account.id == account_id)).one_or_none()
    return row and BillingAccount(*row)


def read(connection):
    """Return all BillingAccounts, by name."""
    return [BillingAccount(*row) for row in connection.execute(
        sa.select(*_COLUMNS).order_by(_account.name, _account.id))]


def set_member(connection, membership):
    """Store a Membership in the place of that from the same month."""
    connection.execute(sa.delete(tables.account_project).where(
        _member.project_id == membership.project_id,
        _member.from_month == membership.from_month))
    connection.execute(sa.insert(tables.account_project).values(
        membership._asdict()))


def memberships(connection):
    """Return all Memberships, by project and month."""
    return [Membership(*row) for row in connection.execute(
        sa.select(*_MEMBER_COLUMNS).order_by(
            _member.project_id, _member.from_month))]


def memberships_of(connection, account_id):
    """Return all Memberships of projects that ever were of an account.

    :param account_id: of an account, or of a project that pays for itself
    """
    projects = sa.select(_member.project_id).where(
        _member.account_id == account_id)
    return [Membership(*row) for row in connection.execute(
        sa.select(*_MEMBER_COLUMNS)
        .where(sa.or_(_member.project_id.in_(projects),
                      _member.project_id == account_id))
        .order_by(_member.project_id, _member.from_month))]


def members_of(connection, account_id):
    """Return the Members that know for whom an account pays.

    :param account_id: of an account, or of a project that pays for itself
    """
    itself = [] if get(connection, account_id) else [account_id]
    return members.Members(memberships_of(connection, account_id), itself)
