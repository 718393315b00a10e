# SPDX-License-Identifier: Apache-2.0
"""Moments in queries and bodies."""

from billing_ledger import times


def read(given, name):
    """Return the moment that a caller gave under a name, or None."""
    return times.parse(given[name], name) if name in given else None
