# SPDX-License-Identifier: Apache-2.0
"""Add budgets, and what has come of them in each month.

Revision ID: 009
Revises: 008
"""

from alembic import op
import sqlalchemy as sa

from billing_ledger.db import types

revision = '009'
down_revision = '008'

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}


def upgrade():
    op.create_table(
        'budget',
        sa.Column('project_id', sa.String(64), primary_key=True),
        sa.Column('amount', types.ExactDecimal(80), nullable=False),
        sa.Column('currency', sa.String(3), nullable=False),
        sa.Column('thresholds', sa.Text, nullable=False),
        sa.Column('forecast_thresholds', sa.Text, nullable=False),
        sa.Column('action', sa.String(16), nullable=False),
        sa.Column('grace_seconds', sa.Integer, nullable=False),
        sa.Column('changed_at', types.UTCDateTime, nullable=False),
        sa.Column('changed_by', sa.String(64)),
        sa.Column('changes', sa.Integer, nullable=False),
        **_MYSQL)
    op.create_table(
        'budget_month',
        sa.Column('project_id', sa.String(64), primary_key=True),
        sa.Column('month', sa.String(7), primary_key=True),
        sa.Column('told', sa.Text, nullable=False),
        sa.Column('action', sa.String(16)),
        sa.Column('due_at', types.UTCDateTime),
        **_MYSQL)
