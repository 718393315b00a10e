# SPDX-License-Identifier: Apache-2.0
"""What the usage costs."""

from billing_ledger.client.v1 import listing


class ChargeManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, **period):
        """Return a Listing of charges, with their sums in ``totals``.

        The parameters are those of ``usage.list``.
        """
        return listing.fetch(
            self._connection, '/charges', 'charges', **period)
