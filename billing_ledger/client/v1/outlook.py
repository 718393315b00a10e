# SPDX-License-Identifier: Apache-2.0
"""What a month will cost, and how well resources use what they have."""

from billing_ledger.client.v1 import listing


class ForecastManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, project_id=None):
        """Return forecasts of this month, one for each currency."""
        return self._connection.get(
            '/forecast', {'project_id': project_id})['forecasts']


class EfficiencyManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, **period):
        """Return a Listing of what was allocated and used.

        The parameters are those of ``usage.list``, without group_by.
        """
        return listing.fetch(self._connection, '/efficiency', 'efficiency',
                             **period)
