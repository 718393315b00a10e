# SPDX-License-Identifier: Apache-2.0
"""The price book as stored: prices are added and ended, never edited."""

import decimal
import json

import sqlalchemy as sa

from billing_ledger.db import schema
from billing_ledger.rating.price import Price
from billing_ledger.rating.price import Tier

_table = schema.price.c
_COLUMNS = [_table[name] for name in Price._fields]
_IN_ORDER = (_table.meter, _table.project_id, _table.flavor,
             _table.effective_from, _table.created_at, _table.id)


def lock(connection):
    """Keep others from changing the price book until the transaction ends."""
    book = schema.price_book
    connection.execute(sa.update(book).values(changes=book.c.changes + 1))


def add(connection, price):
    """Store a Price."""
    tiers = json.dumps([list(tier.as_dict().values())
                        for tier in price.tiers])
    connection.execute(sa.insert(schema.price).values(
        price._asdict() | {'tiers': tiers}))


def end(connection, price_id, effective_until, ended_at, ended_by):
    """Let a price end at a moment, and note who wished so."""
    connection.execute(sa.update(schema.price).where(
        _table.id == price_id).values(
        effective_until=effective_until, ended_at=ended_at,
        ended_by=ended_by))


def get(connection, price_id):
    """Return the Price of that id, or None."""
    row = connection.execute(sa.select(*_COLUMNS).where(
        _table.id == price_id)).one_or_none()
    return row and _to_price(row)


def read(connection, meter=None):
    """Return Prices, by meter, for whom, and when."""
    statement = sa.select(*_COLUMNS).order_by(*_IN_ORDER)
    if meter is not None:
        statement = statement.where(_table.meter == meter)
    return [_to_price(row) for row in connection.execute(statement)]


def _to_price(row):
    price = Price(*row)
    if price.tiers == '[]':
        return price._replace(tiers=())
    return price._replace(tiers=tuple(
        Tier(up_to and decimal.Decimal(up_to), decimal.Decimal(unit_price))
        for up_to, unit_price in json.loads(price.tiers)))
