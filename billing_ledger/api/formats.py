# SPDX-License-Identifier: Apache-2.0
"""The formats that JSON Schema leaves to us: times, texts, unit prices."""

import decimal
import re
import unicodedata

import jsonschema

from billing_ledger import exception
from billing_ledger import times

CHECKER = jsonschema.FormatChecker(formats=())

_PLAIN_NUMBER = re.compile(r'[0-9]+(\.[0-9]+)?', re.ASCII)
_UNUSABLE = ('Cc', 'Cs')    # control characters, halves of characters


@CHECKER.checks('date-time', raises=exception.InvalidTime)
def is_time(value):
    """ISO 8601; a time without a zone is UTC."""
    if isinstance(value, str):
        times.parse(value, 'this')
    return True


@CHECKER.checks('text')
def is_text(value):
    """Without characters that a database or a terminal stumbles over."""
    return not isinstance(value, str) or not any(
        unicodedata.category(character) in _UNUSABLE for character in value)


@CHECKER.checks('unit-price', raises=ValueError)
def is_unit_price(value):
    """A plain number of at least 0, as a text or a JSON number."""
    if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value):
        raise ValueError(
            'a unit price is a plain number of at least 0 such as "0.05"')
    if (isinstance(value, str | int | decimal.Decimal)
            and decimal.Decimal(value).is_signed()):
        raise ValueError('a unit price is at least 0')
    return True
