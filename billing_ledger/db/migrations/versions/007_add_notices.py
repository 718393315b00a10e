# SPDX-License-Identifier: Apache-2.0
"""Add notices: what has been sent, and what is still to be.

Revision ID: 007
Revises: 006
"""

from alembic import op
import sqlalchemy as sa

from billing_ledger.db import types

revision = '007'
down_revision = '006'

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}


def upgrade():
    op.create_table(
        'notice',
        sa.Column('notice_id', sa.String(36), primary_key=True),
        sa.Column('channel', sa.String(32), nullable=False),
        sa.Column('kind', sa.String(64), nullable=False),
        sa.Column('subject_type', sa.String(16), nullable=False),
        sa.Column('subject_id', sa.String(64), nullable=False),
        sa.Column('period', sa.String(64), nullable=False),
        sa.Column('title', sa.String(200), nullable=False),
        sa.Column('text', types.LongText, nullable=False),
        sa.Column('data', types.LongText, nullable=False),
        sa.Column('created_at', types.UTCDateTime, nullable=False),
        sa.Column('attempts', sa.Integer, nullable=False),
        sa.Column('due_at', types.Microseconds),
        sa.Column('delivered_at', types.UTCDateTime),
        sa.Column('problem', sa.Text),
        sa.Index('ix_notice_due_at', 'due_at'),
        **_MYSQL)
