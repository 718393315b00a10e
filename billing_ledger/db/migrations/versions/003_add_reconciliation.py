# SPDX-License-Identifier: Apache-2.0
"""Add what reconciliation with Nova has healed, and how far it came.

Revision ID: 003
Revises: 002
"""

from alembic import op
import sqlalchemy as sa

from billing_ledger.db import types

revision = '003'
down_revision = '002'

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}


def upgrade():
    op.create_table(
        'healing',
        sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
        sa.Column('message_id', sa.String(64), nullable=False),
        sa.Column('resource_id', sa.String(64), nullable=False),
        sa.Column('source', sa.String(255), nullable=False),
        sa.Column('healed_at', types.UTCDateTime, nullable=False),
        sa.UniqueConstraint('message_id', name='uniq_healing_message_id'),
        sa.Index('ix_healing_resource_id', 'resource_id'),
        **_MYSQL)

    op.create_table(
        'reconciled',
        sa.Column('resource_id', sa.String(64), primary_key=True),
        sa.Column('until_at', types.Microseconds, nullable=False),
        **_MYSQL)
