# SPDX-License-Identifier: Apache-2.0
"""Which months are closed, as stored."""

import sqlalchemy as sa

from billing_ledger.db import engine
from billing_ledger.db import statement_tables as tables
from billing_ledger.statements import month as months

_month = tables.closed_month.c.month


def add(connection, month, now):
    """Note that every account has its statement of a month."""
    engine.insert_missing(connection, tables.closed_month,
                          [{'month': str(month), 'closed_at': now}], 'month')


def between(connection, first, end):
    """Return the closed Months from ``first`` to before ``end``, in order."""
    return [months.parse(found) for found in connection.scalars(
        sa.select(_month).where(_month >= str(first), _month < str(end))
        .order_by(_month))]


def newest(connection):
    """Return the newest Month that is closed for everybody, or None."""
    return _parsed(connection.scalar(sa.select(sa.func.max(_month))))


def newest_begun(connection):
    """Return the newest Month that any account has a statement of, or None.
    """
    found = connection.scalar(
        sa.select(sa.func.max(tables.statement.c.month)))
    return max(filter(None, (_parsed(found), newest(connection))),
               default=None)


def _parsed(written):
    return written and months.parse(written)
