# SPDX-License-Identifier: Apache-2.0
"""Add price models and plans, discounts, projects and the audit records.

Revision ID: 005
Revises: 004
"""

from alembic import op
import sqlalchemy as sa

from billing_ledger.db import types

revision = '005'
down_revision = '004'

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}


def upgrade():
    _extend_prices()
    _add_discounts()
    _add_plans()
    _add_projects()
    _add_audit()


def _extend_prices():
    added = (
        sa.Column('plan', sa.String(64), nullable=False,
                  server_default='default'),
        sa.Column('domain_id', types.OrNone(64), nullable=False,
                  server_default=''),
        sa.Column('volume_type', types.OrNone(255), nullable=False,
                  server_default=''),
        sa.Column('availability_zone', types.OrNone(255), nullable=False,
                  server_default=''),
        sa.Column('model', sa.String(16), nullable=False,
                  server_default='standard'),
        # MySQL's texts have no default.
        sa.Column('tiers', sa.Text),
        sa.Column('package_size', types.ExactDecimal(64)),
        sa.Column('free_quantity', types.ExactDecimal(64), nullable=False,
                  server_default='0'),
        sa.Column('minimum_seconds', sa.Integer, nullable=False,
                  server_default='0'),
        sa.Column('increment_seconds', sa.Integer, nullable=False,
                  server_default='0'))
    with op.batch_alter_table('price') as batch:
        for column in added:
            batch.add_column(column)
        batch.alter_column('unit_price', nullable=True,
                           existing_type=types.ExactDecimal(64))
    price = sa.table('price', sa.column('tiers', sa.Text))
    op.execute(sa.update(price).values(tiers='[]'))
    with op.batch_alter_table('price') as batch:
        batch.alter_column('tiers', nullable=False, existing_type=sa.Text)


def _add_discounts():
    op.create_table(
        'discount',
        sa.Column('id', sa.String(36), primary_key=True),
        sa.Column('percent', types.ExactDecimal(64), nullable=False),
        sa.Column('plan', types.OrNone(64), nullable=False),
        sa.Column('project_id', types.OrNone(64), nullable=False),
        sa.Column('meter', types.OrNone(64), nullable=False),
        sa.Column('reason', sa.String(255)),
        sa.Column('effective_from', types.UTCDateTime, nullable=False),
        sa.Column('effective_until', types.UTCDateTime),
        sa.Column('created_at', types.UTCDateTime, nullable=False),
        sa.Column('created_by', sa.String(64)),
        sa.Column('ended_at', types.UTCDateTime),
        sa.Column('ended_by', sa.String(64)),
        **_MYSQL)


def _add_plans():
    op.create_table(
        'plan_assignment',
        sa.Column('project_id', sa.String(64), primary_key=True),
        sa.Column('effective_from', types.UTCDateTime, primary_key=True),
        sa.Column('plan', sa.String(64), nullable=False),
        sa.Column('created_at', types.UTCDateTime, nullable=False),
        sa.Column('created_by', sa.String(64)),
        **_MYSQL)


def _add_projects():
    op.create_table(
        'project',
        sa.Column('id', sa.String(64), primary_key=True),
        sa.Column('name', sa.String(255), nullable=False),
        sa.Column('domain_id', sa.String(64), nullable=False),
        **_MYSQL)


def _add_audit():
    op.create_table(
        'audit',
        sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
        sa.Column('at', types.UTCDateTime, nullable=False),
        sa.Column('user_id', sa.String(64)),
        sa.Column('request_id', sa.String(64)),
        sa.Column('action', sa.String(32), nullable=False),
        sa.Column('object_kind', sa.String(32), nullable=False),
        sa.Column('object_id', sa.String(255), nullable=False),
        sa.Column('before', types.LongText),
        sa.Column('after', types.LongText),
        sa.Index('ix_audit_object', 'object_kind', 'object_id'),
        **_MYSQL)
