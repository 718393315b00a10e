# SPDX-License-Identifier: Apache-2.0
"""Where instances ran, and what they used there."""

import urllib.parse


class RunManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, instance_id):
        """Return the runs of an instance, oldest first, as dictionaries.

        Counters are integers written as texts.
        """
        quoted = urllib.parse.quote(instance_id, safe='')
        return self._connection.get(f'/instances/{quoted}/runs')['runs']
