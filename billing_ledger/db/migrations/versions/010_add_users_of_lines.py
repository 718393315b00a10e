# SPDX-License-Identifier: Apache-2.0
"""Add to lines of statements the user who created the resources.

Revision ID: 010
Revises: 009
"""

from alembic import op
import sqlalchemy as sa

revision = '010'
down_revision = '009'


def upgrade():
    op.add_column('statement_line', sa.Column('user_id', sa.String(64)))
