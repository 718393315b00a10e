# SPDX-License-Identifier: Apache-2.0
"""A statement in JSON: exact numbers and moments as texts."""

import datetime
import decimal

from billing_ledger import text
from billing_ledger import times

_AMOUNTS = ('list_amount', 'amount', 'subtotal', 'tax', 'total')


def of_statement(statement):
    """Return a Statement as a dict for JSON, with its lines."""
    return of_head(statement) | {'lines': [of_tuple(line)
                                           for line in statement.lines]}


def of_head(statement):
    """Return a Statement as a dict for JSON, without its lines."""
    found = of_tuple(statement._replace(lines=()))
    del found['lines']
    return found | {'account': of_tuple(statement.account)}


def of_tuple(row):
    """Return a named tuple as a dict for JSON.

    Amounts have all decimals of their currency, other numbers none in vain.
    """
    return {name: _of_value(name, value)
            for name, value in row._asdict().items()}


def _of_value(name, value):
    if isinstance(value, decimal.Decimal):
        write = text.of_amount if name in _AMOUNTS else text.of_decimal
        return write(value)
    if isinstance(value, datetime.datetime):
        return times.to_text(value)
    return value
