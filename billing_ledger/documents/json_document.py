# SPDX-License-Identifier: Apache-2.0
"""A statement as JSON: numbers as exact texts, times in ISO 8601."""

import msgspec

from billing_ledger.statements import plain

MEDIA_TYPE = 'application/json'


def json(statement):
    """Return the statement as the bytes of a JSON object."""
    return msgspec.json.encode(plain.of_statement(statement))
