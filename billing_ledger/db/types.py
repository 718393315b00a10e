# SPDX-License-Identifier: Apache-2.0
"""Column types that keep what they are given, on every database."""

import datetime
import decimal

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from billing_ledger import times

# SQLite numbers rows itself only where the key is an INTEGER.
RowNumber = sa.BigInteger().with_variant(sa.Integer, 'sqlite')
LongText = sa.Text().with_variant(mysql.MEDIUMTEXT, 'mysql', 'mariadb')


class UTCDateTime(sa.types.TypeDecorator):
    """An aware moment, stored in UTC to the microsecond."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name in ('mysql', 'mariadb'):
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(sa.DateTime())

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        return value.astimezone(datetime.UTC).replace(tzinfo=None)

    def process_result_value(self, value, dialect):
        return None if value is None else value.replace(tzinfo=datetime.UTC)


class Microseconds(sa.types.TypeDecorator):
    """An aware moment, stored as microseconds since 1970: for arithmetic."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else times.to_us(value)

    def process_result_value(self, value, dialect):
        return None if value is None else times.from_us(value)


class ExactDecimal(sa.types.TypeDecorator):
    """A Decimal kept as text: SQLite's and Numeric's way loses digits."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else format(value, 'f')

    def process_result_value(self, value, dialect):
        return None if value is None else decimal.Decimal(value)


class OrNone(sa.types.TypeDecorator):
    """A text or None, stored as a text, so that unique keys see None, too."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value or ''

    def process_result_value(self, value, dialect):
        return value or None
