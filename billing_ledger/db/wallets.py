# SPDX-License-Identifier: Apache-2.0
"""Wallets and their journal as stored: entries are added, never changed."""

import collections
import itertools

import sqlalchemy as sa

from billing_ledger import currency as currencies
from billing_ledger.db import wallet_tables as tables
from billing_ledger.statements import sums
from billing_ledger.wallets.journal import Entry
from billing_ledger.wallets.journal import Posting
from billing_ledger.wallets.wallet import Wallet

_wallet = tables.wallet.c
_entry = tables.wallet_entry.c
_posting = tables.wallet_posting.c
_WALLET_NAMES = [name for name in Wallet._fields if name != 'balance']
_ENTRY_COLUMNS = [_entry[name] for name in Entry._fields
                  if name != 'postings']
# Databases limit how many values a statement may have.
_AT_ONCE = 500


def _is(table, account_id, currency):
    return sa.and_(table.account_id == account_id,
                   table.currency == currency)


def add(connection, wallet):
    """Store a new Wallet, which has no entries."""
    connection.execute(sa.insert(tables.wallet).values(
        {name: getattr(wallet, name) for name in _WALLET_NAMES}))


def lock(connection, account_id, currency):
    """Keep others from a wallet until the transaction ends; return it.

    :returns: the Wallet, or None if there is none
    """
    connection.execute(
        sa.update(tables.wallet).where(_is(_wallet, account_id, currency))
        .values(changes=_wallet.changes + 1))
    return get(connection, account_id, currency)


def get(connection, account_id, currency):
    """Return a Wallet, or None."""
    row = connection.execute(_wallets().where(
        _is(_wallet, account_id, currency))).one_or_none()
    return row and _read(row)


def read(connection, account_id=None):
    """Return Wallets, by account and currency."""
    query = _wallets().order_by(_wallet.account_id, _wallet.currency)
    if account_id is not None:
        query = query.where(_wallet.account_id == account_id)
    return [_read(row) for row in connection.execute(query)]


def _wallets():
    return sa.select(
        *(_wallet[name] for name in _WALLET_NAMES),
        _entry.balance).join_from(
        tables.wallet, tables.wallet_entry, sa.and_(
            _entry.account_id == _wallet.account_id,
            _entry.currency == _wallet.currency,
            _entry.number == _wallet.entries), isouter=True)


def _read(row):
    *values, balance = row
    found = Wallet(*values, balance)
    if balance is None:
        found = found._replace(
            balance=currencies.rounded(sums.ZERO, found.currency))
    return found


def change(connection, wallet):
    """Store what an operator or a new entry has changed of a wallet."""
    connection.execute(
        sa.update(tables.wallet)
        .where(_is(_wallet, wallet.account_id, wallet.currency))
        .values({name: getattr(wallet, name) for name in (
            'threshold', 'is_low', 'is_empty', 'draw_from', 'entries')}))


def add_entry(connection, entry):
    """Store an Entry with its postings."""
    values = entry._asdict()
    del values['postings']
    connection.execute(sa.insert(tables.wallet_entry).values(values))
    connection.execute(sa.insert(tables.wallet_posting), [
        each._asdict() | {'entry_id': entry.id} for each in entry.postings])


def entries(connection, account_id, currency, limit, before=None, after=None):
    """Return Entries of a wallet, the newest first.

    :param before: only those before this number
    :param after: only those after this number, and then the oldest first
    """
    query = sa.select(*_ENTRY_COLUMNS).where(
        _is(_entry, account_id, currency)).limit(limit)
    if before is not None:
        query = query.where(_entry.number < before)
    if after is None:
        query = query.order_by(_entry.number.desc())
    else:
        query = query.where(_entry.number > after).order_by(_entry.number)
    return _with_postings(connection, query)


def by_key(connection, idempotency_key):
    """Return the Entry of a key, or None."""
    found = _with_postings(connection, sa.select(*_ENTRY_COLUMNS).where(
        _entry.idempotency_key == idempotency_key))
    return found[0] if found else None


def last_draw(connection, account_id, currency, month):
    """Return (number, drawn) of the last draw for a month; (0, 0) if none."""
    row = connection.execute(
        sa.select(_entry.number, _entry.drawn)
        .where(_is(_entry, account_id, currency),
               _entry.month == str(month))
        .order_by(_entry.number.desc()).limit(1)).one_or_none()
    return tuple(row) if row else (0, sums.ZERO)


def _with_postings(connection, query):
    found = [Entry(*row) for row in connection.execute(query)]
    postings = collections.defaultdict(list)
    ids = (each.id for each in found)
    while some := list(itertools.islice(ids, _AT_ONCE)):
        for entry_id, *posting in connection.execute(
                sa.select(_posting.entry_id, _posting.book, _posting.amount)
                .where(_posting.entry_id.in_(some))
                .order_by(_posting.entry_id, _posting.book)):
            postings[entry_id].append(Posting(*posting))
    return [each._replace(postings=tuple(postings[each.id]))
            for each in found]
