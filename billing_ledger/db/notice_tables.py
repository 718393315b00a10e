# SPDX-License-Identifier: Apache-2.0
"""The table of notices: what has been sent, and what is still to be."""

import sqlalchemy as sa

from billing_ledger.db import schema
from billing_ledger.db import types

# A row for each channel. ``notice_id`` is made of kind, subject, period and
# channel, so that whoever thinks of the same notice makes the same row.
# ``due_at`` is None once a notice was delivered, or given up.
notice = sa.Table(
    'notice', schema.metadata,
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
    **schema._MYSQL)
