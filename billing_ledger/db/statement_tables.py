# SPDX-License-Identifier: Apache-2.0
"""The tables of accounts, credits and closed statements."""

import sqlalchemy as sa

from billing_ledger.db import schema
from billing_ledger.db import types

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}
# Of amounts, and of quantities of which byte-seconds are the largest.
_Number = types.ExactDecimal(80)

account = sa.Table(
    'account', schema.metadata,
    sa.Column('id', sa.String(64), primary_key=True),
    sa.Column('name', sa.String(255), nullable=False),
    sa.Column('address', sa.Text, nullable=False),
    sa.Column('tax_id', sa.String(64)),
    sa.Column('tax_name', sa.String(64), nullable=False),
    sa.Column('tax_percent', types.ExactDecimal(16), nullable=False),
    sa.Column('currency', sa.String(3), nullable=False),
    sa.Column('detail', sa.String(16), nullable=False),
    sa.Column('created_at', types.UTCDateTime, nullable=False),
    sa.Column('created_by', sa.String(64)),
    sa.Column('changed_at', types.UTCDateTime),
    sa.Column('changed_by', sa.String(64)),
    **_MYSQL)

# The account that a project belongs to from a month on, until the next row
# of the project.
account_project = sa.Table(
    'account_project', schema.metadata,
    sa.Column('project_id', sa.String(64), primary_key=True),
    sa.Column('from_month', sa.String(7), primary_key=True),
    sa.Column('account_id', types.OrNone(64), nullable=False),
    sa.Column('created_at', types.UTCDateTime, nullable=False),
    sa.Column('created_by', sa.String(64)),
    sa.Index('ix_account_project_account_id', 'account_id'),
    **_MYSQL)

# One row, which whoever changes accounts, credits or statements changes
# first: one after the other. ``statements`` is how many there are.
statement_book = sa.Table(
    'statement_book', schema.metadata,
    sa.Column('id', sa.Integer, primary_key=True, autoincrement=False),
    sa.Column('changes', sa.BigInteger, nullable=False),
    sa.Column('statements', sa.Integer, nullable=False),
    **_MYSQL)

# The months of which every account has its statement.
closed_month = sa.Table(
    'closed_month', schema.metadata,
    sa.Column('month', sa.String(7), primary_key=True),
    sa.Column('closed_at', types.UTCDateTime, nullable=False),
    **_MYSQL)

# ``sequence`` counts statements in the order in which they were issued.
statement = sa.Table(
    'statement', schema.metadata,
    sa.Column('number', sa.String(32), primary_key=True),
    sa.Column('sequence', sa.Integer, nullable=False),
    sa.Column('account_id', sa.String(64), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('currency', sa.String(3), nullable=False),
    sa.Column('account_name', sa.String(255), nullable=False),
    sa.Column('account_address', sa.Text, nullable=False),
    sa.Column('account_tax_id', sa.String(64)),
    sa.Column('account_tax_name', sa.String(64), nullable=False),
    sa.Column('account_tax_percent', types.ExactDecimal(16), nullable=False),
    sa.Column('period_start', types.UTCDateTime, nullable=False),
    sa.Column('period_end', types.UTCDateTime, nullable=False),
    sa.Column('time_zone', sa.String(64), nullable=False),
    sa.Column('issued_at', types.UTCDateTime, nullable=False),
    sa.Column('subtotal', _Number, nullable=False),
    sa.Column('tax', _Number, nullable=False),
    sa.Column('total', _Number, nullable=False),
    sa.Column('digest', sa.String(64), nullable=False),
    sa.UniqueConstraint('sequence', name='uniq_statement_sequence'),
    sa.UniqueConstraint('account_id', 'month', 'currency',
                        name='uniq_statement_account_id_month_currency'),
    **_MYSQL)

# ``month`` is the one that the line is about.
statement_line = sa.Table(
    'statement_line', schema.metadata,
    sa.Column('number', sa.String(32), primary_key=True),
    sa.Column('position', sa.Integer, primary_key=True, autoincrement=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('kind', sa.String(16), nullable=False),
    sa.Column('project_id', sa.String(64), nullable=False),
    sa.Column('project_name', sa.String(255)),
    sa.Column('region', sa.String(255)),
    sa.Column('resource_group', sa.String(64), nullable=False),
    sa.Column('resource_id', sa.String(64)),
    sa.Column('resource_name', sa.String(255)),
    sa.Column('meter', sa.String(64)),
    sa.Column('description', sa.Text, nullable=False),
    sa.Column('period_start', types.UTCDateTime, nullable=False),
    sa.Column('period_end', types.UTCDateTime, nullable=False),
    sa.Column('quantity', _Number),
    sa.Column('unit', sa.String(64)),
    sa.Column('unit_price', types.ExactDecimal(64)),
    sa.Column('price_id', sa.String(36)),
    sa.Column('list_amount', _Number, nullable=False),
    sa.Column('amount', _Number, nullable=False),
    sa.Column('refers_to', sa.String(32)),
    sa.Column('user_id', sa.String(64)),
    **_MYSQL)

# Which projects a statement has lines of, and what they add up to.
statement_project = sa.Table(
    'statement_project', schema.metadata,
    sa.Column('number', sa.String(32), primary_key=True),
    sa.Column('project_id', sa.String(64), primary_key=True),
    sa.Column('subtotal', _Number, nullable=False),
    sa.Index('ix_statement_project_project_id', 'project_id'),
    **_MYSQL)

credit = sa.Table(
    'credit', schema.metadata,
    sa.Column('id', sa.String(36), primary_key=True),
    sa.Column('account_id', sa.String(64), nullable=False),
    sa.Column('reason', sa.Text, nullable=False),
    sa.Column('currency', sa.String(3), nullable=False),
    sa.Column('amount', _Number, nullable=False),
    sa.Column('percent', types.ExactDecimal(16)),
    sa.Column('resource_group', sa.String(64)),
    sa.Column('window_start', types.UTCDateTime),
    sa.Column('window_end', types.UTCDateTime),
    sa.Column('valid_from', types.UTCDateTime, nullable=False),
    sa.Column('expires_at', types.UTCDateTime),
    sa.Column('created_at', types.UTCDateTime, nullable=False),
    sa.Column('created_by', sa.String(64)),
    sa.Column('revoked_at', types.UTCDateTime),
    sa.Column('revoked_by', sa.String(64)),
    sa.Index('ix_credit_account_id', 'account_id'),
    **_MYSQL)

# What a statement used of a credit.
credit_use = sa.Table(
    'credit_use', schema.metadata,
    sa.Column('credit_id', sa.String(36), primary_key=True),
    sa.Column('number', sa.String(32), primary_key=True),
    sa.Column('amount', _Number, nullable=False),
    sa.Index('ix_credit_use_number', 'number'),
    **_MYSQL)
