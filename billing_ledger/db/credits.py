# SPDX-License-Identifier: Apache-2.0
"""Credits, and what statements used of them, as stored."""

import collections

import sqlalchemy as sa

from billing_ledger.db import statement_tables as tables
from billing_ledger.statements import sums
from billing_ledger.statements.credit import Balance
from billing_ledger.statements.credit import Credit

_table = tables.credit.c
_COLUMNS = [_table[name] for name in Credit._fields]
_use = tables.credit_use.c


def add(connection, credit):
    """Store a Credit."""
    connection.execute(sa.insert(tables.credit).values(credit._asdict()))


def revoke(connection, credit_id, revoked_at, revoked_by):
    """Let no further statement use a credit."""
    connection.execute(sa.update(tables.credit).where(
        _table.id == credit_id, _table.revoked_at.is_(None)).values(
        revoked_at=revoked_at, revoked_by=revoked_by))


def use(connection, number, uses):
    """Note what a statement used.

    :param number: of the statement
    :param uses: credit.Uses
    """
    if uses:
        connection.execute(sa.insert(tables.credit_use), [
            {'credit_id': each.credit.id, 'number': number,
             'amount': each.amount} for each in uses])


def balances(connection, account_id=None, credit_id=None):
    """Return Balances, by account and expiry.

    :param account_id: only of this account
    :param credit_id: only of this credit
    """
    wanted = []
    if account_id is not None:
        wanted.append(_table.account_id == account_id)
    if credit_id is not None:
        wanted.append(_table.id == credit_id)
    used = collections.defaultdict(list)
    for each_id, amount in connection.execute(
            sa.select(_use.credit_id, _use.amount)
            .join_from(tables.credit_use, tables.credit,
                       _table.id == _use.credit_id).where(*wanted)):
        used[each_id].append(amount)
    found = [Credit(*row) for row in connection.execute(
        sa.select(*_COLUMNS).where(*wanted).order_by(
            _table.account_id, _table.created_at, _table.id))]
    return [Balance(each, sums.difference(each.amount,
                                          sums.total(used[each.id])))
            for each in found]


def used_by(connection, number):
    """Return the amounts that a statement used."""
    return connection.scalars(sa.select(_use.amount).where(
        _use.number == number)).all()
