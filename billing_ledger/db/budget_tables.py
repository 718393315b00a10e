# SPDX-License-Identifier: Apache-2.0
"""The tables of budgets, and of what has come of them in each month."""

import sqlalchemy as sa

from billing_ledger.db import schema
from billing_ledger.db import types

# Whoever decides about a budget counts ``changes`` first: one after the
# other.
budget = sa.Table(
    'budget', schema.metadata,
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
    **schema._MYSQL)

budget_month = sa.Table(
    'budget_month', schema.metadata,
    sa.Column('project_id', sa.String(64), primary_key=True),
    sa.Column('month', sa.String(7), primary_key=True),
    sa.Column('told', sa.Text, nullable=False),
    sa.Column('action', sa.String(16)),
    sa.Column('due_at', types.UTCDateTime),
    **schema._MYSQL)
