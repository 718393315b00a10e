# SPDX-License-Identifier: Apache-2.0
"""What is measured."""


class MeterManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self):
        """Return the meters with their units, as dictionaries."""
        return self._connection.get('/meters')['meters']
