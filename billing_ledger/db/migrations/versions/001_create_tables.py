# SPDX-License-Identifier: Apache-2.0
"""Create the tables."""

from alembic import op
import sqlalchemy as sa

from billing_ledger.db import types

revision = '001'
down_revision = None

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}


def upgrade():
    op.create_table(
        'event',
        sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
        sa.Column('message_id', sa.String(64), nullable=False),
        sa.Column('event_type', sa.String(255), nullable=False),
        sa.Column('generated_at', types.UTCDateTime, nullable=False),
        sa.Column('resource_kind', sa.String(32), nullable=False),
        sa.Column('resource_id', sa.String(64), nullable=False),
        sa.Column('project_id', sa.String(64), nullable=False),
        sa.Column('attributes', sa.Text, nullable=False),
        sa.UniqueConstraint('message_id', name='uniq_event_message_id'),
        sa.Index('ix_event_resource_id', 'resource_id'),
        **_MYSQL)

    op.create_table(
        'stale_timeline',
        sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
        sa.Column('resource_id', sa.String(64), nullable=False),
        **_MYSQL)

    op.create_table(
        'timeline',
        sa.Column('resource_id', sa.String(64), primary_key=True),
        sa.Column('project_id', sa.String(64), nullable=False),
        sa.Column('display_name', sa.String(255)),
        sa.Column('start_at', types.Microseconds),
        sa.Column('end_at', types.Microseconds),
        sa.Column('event_count', sa.Integer, nullable=False),
        sa.Index('ix_timeline_project_id_start_at', 'project_id', 'start_at'),
        **_MYSQL)

    op.create_table(
        'segment',
        sa.Column('resource_id', sa.String(64), primary_key=True),
        sa.Column('start_at', types.Microseconds, primary_key=True),
        sa.Column('end_at', types.Microseconds),
        sa.Column('host', sa.String(255)),
        sa.Column('flavor', sa.String(255), nullable=False),
        sa.Column('vcpus', sa.Integer, nullable=False),
        sa.Column('memory_mb', sa.Integer, nullable=False),
        sa.Column('disk_gb', sa.BigInteger, nullable=False),
        sa.Column('state', sa.String(255), nullable=False),
        sa.Column('project_id', sa.String(64), nullable=False),
        sa.Column('user_id', sa.String(64)),
        sa.Column('image_id', sa.String(64)),
        sa.Column('availability_zone', sa.String(255)),
        sa.Column('display_name', sa.String(255)),
        sa.Column('launched', sa.Boolean, nullable=False),
        sa.Column('evidence', sa.String(32), nullable=False),
        **_MYSQL)

    op.create_table(
        'price',
        sa.Column('id', sa.String(36), primary_key=True),
        sa.Column('meter', sa.String(64), nullable=False),
        sa.Column('unit_price', types.ExactDecimal(64), nullable=False),
        sa.Column('pricing_unit', sa.String(64), nullable=False),
        sa.Column('currency', sa.String(3), nullable=False),
        sa.Column('flavor', types.OrNone(255), nullable=False),
        sa.Column('project_id', types.OrNone(64), nullable=False),
        sa.Column('effective_from', types.UTCDateTime, nullable=False),
        sa.Column('effective_until', types.UTCDateTime),
        sa.Column('created_at', types.UTCDateTime, nullable=False),
        sa.Column('created_by', sa.String(64)),
        sa.Column('ended_at', types.UTCDateTime),
        sa.Column('ended_by', sa.String(64)),
        sa.Index('ix_price_meter', 'meter'),
        **_MYSQL)

    price_book = op.create_table(
        'price_book',
        sa.Column('id', sa.Integer, primary_key=True, autoincrement=False),
        sa.Column('changes', sa.Integer, nullable=False),
        **_MYSQL)
    op.bulk_insert(price_book, [{'id': 1, 'changes': 0}])

    op.create_table(
        'quarantine',
        sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
        sa.Column('digest', sa.String(64), nullable=False),
        sa.Column('reason', sa.Text, nullable=False),
        sa.Column('message_id', sa.String(64)),
        sa.Column('event_type', sa.String(255)),
        sa.Column('body', types.LongText, nullable=False),
        sa.Column('received_at', types.UTCDateTime, nullable=False),
        sa.UniqueConstraint('digest', name='uniq_quarantine_digest'),
        **_MYSQL)
