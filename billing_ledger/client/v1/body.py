# SPDX-License-Identifier: Apache-2.0
"""Write what a caller gives as the API takes it."""

import decimal

from billing_ledger.client.v1 import listing


def of(**given):
    """Return a body without what is None; Decimals and times as texts."""
    return {name: _plain(value) for name, value in given.items()
            if value is not None}


def changes(**given):
    """Return a body that keeps what is None: it takes a value away."""
    return {name: _plain(value) for name, value in given.items()}


def _plain(value):
    if isinstance(value, float):
        raise TypeError('a number is a Decimal or a text: floats are inexact')
    if isinstance(value, decimal.Decimal):
        return format(value, 'f')
    if isinstance(value, dict):
        return of(**value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return listing.as_text(value)
