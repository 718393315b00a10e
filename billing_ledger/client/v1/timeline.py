# SPDX-License-Identifier: Apache-2.0
"""The lives of instances."""

import urllib.parse


class TimelineManager:
    def __init__(self, connection):
        self._connection = connection

    def get(self, instance_id):
        """Return the life of an instance: its project and its segments."""
        quoted = urllib.parse.quote(instance_id, safe='')
        return self._connection.get(f'/instances/{quoted}/timeline')
