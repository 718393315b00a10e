# SPDX-License-Identifier: Apache-2.0
"""Add timelines of images, volumes, snapshots and addresses.

Revision ID: 004
Revises: 003
"""

from alembic import op
import sqlalchemy as sa

from billing_ledger.db import types

revision = '004'
down_revision = '003'

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}


def upgrade():
    # The default is what a listener of the release before adds notes of.
    op.add_column('stale_timeline', sa.Column(
        'resource_kind', sa.String(32), nullable=False,
        server_default='instance'))

    op.create_table(
        'resource_timeline',
        sa.Column('resource_id', sa.String(64), primary_key=True),
        sa.Column('kind', sa.String(32), primary_key=True),
        sa.Column('event_count', sa.Integer, nullable=False),
        **_MYSQL)

    op.create_table(
        'resource_segment',
        sa.Column('resource_id', sa.String(64), primary_key=True),
        sa.Column('kind', sa.String(32), primary_key=True),
        sa.Column('start_at', types.Microseconds, primary_key=True),
        sa.Column('end_at', types.Microseconds),
        sa.Column('state', sa.String(255), nullable=False),
        sa.Column('size', sa.BigInteger, nullable=False),
        sa.Column('volume_type', sa.String(255)),
        sa.Column('availability_zone', sa.String(255)),
        sa.Column('project_id', sa.String(64), nullable=False),
        sa.Column('user_id', sa.String(64)),
        sa.Column('display_name', sa.String(255)),
        sa.Column('held', sa.Boolean, nullable=False),
        sa.Column('evidence', sa.String(32), nullable=False),
        sa.Index('ix_resource_segment_project_id_start_at',
                 'project_id', 'start_at'),
        **_MYSQL)
