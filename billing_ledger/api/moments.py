# SPDX-License-Identifier: Apache-2.0
"""Moments and months in queries and bodies."""

from billing_ledger import times
from billing_ledger.statements import month as months


def read(given, name):
    """Return the moment that a caller gave under a name, or None."""
    return times.parse(given[name], name) if name in given else None


def read_month(given, name):
    """Return the Month that a caller gave under a name, or None."""
    return months.parse(given[name], name) if name in given else None
