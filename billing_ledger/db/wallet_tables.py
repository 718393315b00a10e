# SPDX-License-Identifier: Apache-2.0
"""The tables of prepaid wallets and of their journal."""

import sqlalchemy as sa

from billing_ledger.db import schema
from billing_ledger.db import types

_Number = types.ExactDecimal(80)

# Whoever changes a wallet changes ``changes`` first: one after the other.
# ``entries`` is the number of the last entry, ``draw_from`` the first month
# whose cost may still change. ``is_low`` and ``is_empty`` are what was told.
wallet = sa.Table(
    'wallet', schema.metadata,
    sa.Column('account_id', sa.String(64), primary_key=True),
    sa.Column('currency', sa.String(3), primary_key=True),
    sa.Column('threshold', _Number),
    sa.Column('is_low', sa.Boolean, nullable=False),
    sa.Column('is_empty', sa.Boolean, nullable=False),
    sa.Column('draw_from', sa.String(7), nullable=False),
    sa.Column('changes', sa.BigInteger, nullable=False),
    sa.Column('entries', sa.BigInteger, nullable=False),
    sa.Column('created_at', types.UTCDateTime, nullable=False),
    sa.Column('created_by', sa.String(64)),
    **schema._MYSQL)

# Added, and never changed. ``number`` counts the entries of a wallet.
# ``balance`` is that of the wallet after the entry, ``drawn`` all that was
# drawn for ``month`` until then (None: it is no draw).
wallet_entry = sa.Table(
    'wallet_entry', schema.metadata,
    sa.Column('id', sa.String(36), primary_key=True),
    sa.Column('account_id', sa.String(64), nullable=False),
    sa.Column('currency', sa.String(3), nullable=False),
    sa.Column('number', sa.BigInteger, nullable=False),
    sa.Column('at', types.UTCDateTime, nullable=False),
    sa.Column('kind', sa.String(16), nullable=False),
    sa.Column('description', sa.Text, nullable=False),
    sa.Column('idempotency_key', sa.String(255), nullable=False),
    sa.Column('month', sa.String(7)),
    sa.Column('drawn', _Number),
    sa.Column('balance', _Number, nullable=False),
    sa.Column('created_by', sa.String(64)),
    sa.UniqueConstraint('idempotency_key',
                        name='uniq_wallet_entry_idempotency_key'),
    sa.UniqueConstraint('account_id', 'currency', 'number',
                        name='uniq_wallet_entry_account_id_currency_number'),
    sa.Index('ix_wallet_entry_account_id_currency_month',
             'account_id', 'currency', 'month', 'number'),
    **schema._MYSQL)

# The postings of an entry add up to nothing.
wallet_posting = sa.Table(
    'wallet_posting', schema.metadata,
    sa.Column('entry_id', sa.String(36), primary_key=True),
    sa.Column('book', sa.String(80), primary_key=True),
    sa.Column('amount', _Number, nullable=False),
    **schema._MYSQL)
