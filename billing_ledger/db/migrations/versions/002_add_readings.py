# SPDX-License-Identifier: Apache-2.0
"""Add runs of guests and the readings of their counters.

Revision ID: 002
Revises: 001
"""

from alembic import op
import sqlalchemy as sa

revision = '002'
down_revision = '001'

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}


def upgrade():
    op.create_table(
        'run',
        sa.Column('run_id', sa.String(64), primary_key=True),
        sa.Column('resource_id', sa.String(64), nullable=False),
        sa.Column('host', sa.String(255), nullable=False),
        sa.Column('started_at', sa.BigInteger, nullable=False),
        sa.Column('first', sa.Text, nullable=False),
        sa.Column('ended_at', sa.BigInteger),
        sa.Column('exact', sa.Boolean),
        sa.Index('ix_run_resource_id', 'resource_id'),
        **_MYSQL)
    op.create_table(
        'reading',
        sa.Column('run_id', sa.String(64), primary_key=True),
        sa.Column('hour_at', sa.BigInteger, primary_key=True,
                  autoincrement=False),
        sa.Column('at', sa.BigInteger, nullable=False),
        sa.Column('closing', sa.SmallInteger, nullable=False),
        sa.Column('counters', sa.Text, nullable=False),
        **_MYSQL)
