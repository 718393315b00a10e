# SPDX-License-Identifier: Apache-2.0
"""Intervals of time in SQL: as a table, and what lies in them."""

import sqlalchemy as sa

from billing_ledger.db import types

# A statement has room for so many intervals on every database.
AT_ONCE = 100


def table_of(numbered):
    """Return a table of intervals; each database has its own VALUES.

    :param numbered: (number, (start, end)) pairs
    """
    return sa.union_all(*(
        sa.select(
            sa.cast(number, sa.Integer).label('number'),
            sa.cast(start, types.Microseconds).label('start_at'),
            sa.cast(end, types.Microseconds).label('end_at'))
        for number, (start, end) in numbered)).subquery('within')


def overlap(start_at, end_at, within):
    """Return the microseconds that a segment spends in an interval."""
    begun = sa.case((start_at > within.c.start_at, start_at),
                    else_=within.c.start_at)
    # No end compares as unknown: then the interval's end is taken.
    ended = sa.case((end_at < within.c.end_at, end_at),
                    else_=within.c.end_at)
    return (sa.type_coerce(ended, sa.BigInteger)
            - sa.type_coerce(begun, sa.BigInteger))
