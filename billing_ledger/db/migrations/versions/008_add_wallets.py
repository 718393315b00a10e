# SPDX-License-Identifier: Apache-2.0
"""Add prepaid wallets and their journal.

Revision ID: 008
Revises: 007
"""

from alembic import op
import sqlalchemy as sa

from billing_ledger.db import types

revision = '008'
down_revision = '007'

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}
_Number = types.ExactDecimal(80)


def upgrade():
    op.create_table(
        'wallet',
        sa.Column('account_id', sa.String(64), primary_key=True),
        sa.Column('currency', sa.String(3), primary_key=True),
        sa.Column('threshold', _Number),
        sa.Column('is_low', sa.Boolean, nullable=False),
        sa.Column('is_empty', sa.Boolean, nullable=False),
        sa.Column('draw_from', sa.String(7), nullable=False),
        sa.Column('changes', sa.BigInteger, nullable=False),
        sa.Column('entries', sa.BigInteger, nullable=False),
        sa.Column('created_at', types.UTCDateTime, nullable=False),
        sa.Column('created_by', sa.String(64)),
        **_MYSQL)
    _create_journal()


def _create_journal():
    op.create_table(
        'wallet_entry',
        sa.Column('id', sa.String(36), primary_key=True),
        sa.Column('account_id', sa.String(64), nullable=False),
        sa.Column('currency', sa.String(3), nullable=False),
        sa.Column('number', sa.BigInteger, nullable=False),
        sa.Column('at', types.UTCDateTime, nullable=False),
        sa.Column('kind', sa.String(16), nullable=False),
        sa.Column('description', sa.Text, nullable=False),
        sa.Column('idempotency_key', sa.String(255), nullable=False),
        sa.Column('month', sa.String(7)),
        sa.Column('drawn', _Number),
        sa.Column('balance', _Number, nullable=False),
        sa.Column('created_by', sa.String(64)),
        sa.UniqueConstraint('idempotency_key',
                            name='uniq_wallet_entry_idempotency_key'),
        sa.UniqueConstraint(
            'account_id', 'currency', 'number',
            name='uniq_wallet_entry_account_id_currency_number'),
        sa.Index('ix_wallet_entry_account_id_currency_month',
                 'account_id', 'currency', 'month', 'number'),
        **_MYSQL)
    op.create_table(
        'wallet_posting',
        sa.Column('entry_id', sa.String(36), primary_key=True),
        sa.Column('book', sa.String(80), primary_key=True),
        sa.Column('amount', _Number, nullable=False),
        **_MYSQL)
