# SPDX-License-Identifier: Apache-2.0
"""A statement as JSON: numbers as exact texts, times in ISO 8601."""

import datetime
import decimal

import msgspec

from billing_ledger import text
from billing_ledger import times

MEDIA_TYPE = 'application/json'
# Amounts keep the zeros of their currency's decimals, other numbers do not.
_AMOUNTS = ('list_amount', 'amount', 'subtotal', 'tax', 'total')


def as_dict(statement):
    """Return a Statement as dicts, lists, texts and None."""
    return {**_texts(statement._replace(account=None, lines=())),
            'account': _texts(statement.account),
            'lines': [_texts(line) for line in statement.lines]}


def json(statement):
    """Return the statement as the bytes of a JSON object."""
    return msgspec.json.encode(as_dict(statement))


def _texts(record):
    return {name: _text(name, value)
            for name, value in record._asdict().items()}


def _text(name, value):
    if isinstance(value, decimal.Decimal):
        write = text.of_amount if name in _AMOUNTS else text.of_decimal
        return write(value)
    return times.to_text(value) if isinstance(
        value, datetime.datetime) else value
