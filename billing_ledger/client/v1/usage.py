# SPDX-License-Identifier: Apache-2.0
"""What was used."""

from billing_ledger.client.v1 import listing


class UsageManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, **period):
        """Return a Listing of what was used.

        :param start: datetime or ISO 8601 text; default: this month's first
        :param end: likewise; default: now
        :param project_id: default: the project of the token; for
                           administrators all projects
        :param resource_id: an instance
        :param group_by: any of resource, meter, day, user, project
        """
        return listing.fetch(self._connection, '/usage', 'usage', **period)
