# SPDX-License-Identifier: Apache-2.0
"""How charges came about, what things would cost, who changed what."""

from billing_ledger.client.v1 import listing


class ExplanationManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, **period):
        """Return a Listing of explanations.

        The parameters are those of ``usage.list``, without group_by.
        """
        return listing.fetch(self._connection, '/explanations',
                             'explanations', **period)


class QuoteManager:
    def __init__(self, connection):
        self._connection = connection

    def get(self, flavor, vcpus, memory_mb, disk_gb, **more):
        """Return what an instance would cost, as a dictionary.

        :param more: any of project_id, availability_zone, cpu_percent
        """
        return self._connection.get('/quotes', {
            'flavor': flavor, 'vcpus': vcpus, 'memory_mb': memory_mb,
            'disk_gb': disk_gb, **more})


class AuditManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, object_kind=None, object_id=None):
        """Return who changed what, the newest first, as dictionaries."""
        return [each for page in self._connection.pages('/audit', {
            'object_kind': object_kind, 'object_id': object_id})
            for each in page['audit']]
