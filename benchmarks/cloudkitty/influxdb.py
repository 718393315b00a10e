# SPDX-License-Identifier: Apache-2.0
"""A private InfluxDB 1, the storage that CloudKitty uses by default."""

import urllib.error
import urllib.request

from tests.functional.services import server


class InfluxDB(server.Server):
    """A server without accounts, on the loopback interface."""

    name = 'InfluxDB'
    user = 'influxdb'

    def __init__(self):
        super().__init__()
        self._rpc_port = server.free_port()

    def command(self):
        """Return the server; it reads no configuration file."""
        return [server.find_program('influxd', 'influxdb'), 'run',
                '-config', '/dev/null']

    def environment(self):
        """Return the settings, which InfluxDB takes from here too."""
        here = self.directory
        return super().environment() | {
            'INFLUXDB_REPORTING_DISABLED': 'true',
            'INFLUXDB_BIND_ADDRESS': f'127.0.0.1:{self._rpc_port}',
            'INFLUXDB_META_DIR': str(here / 'meta'),
            'INFLUXDB_DATA_DIR': str(here / 'data'),
            'INFLUXDB_DATA_WAL_DIR': str(here / 'wal'),
            'INFLUXDB_MONITOR_STORE_ENABLED': 'false',
            'INFLUXDB_HTTP_LOG_ENABLED': 'false',
            'INFLUXDB_HTTP_BIND_ADDRESS': f'127.0.0.1:{self.port}'}

    def is_ready(self):
        """Say whether the server answers."""
        try:
            with urllib.request.urlopen(
                    f'http://127.0.0.1:{self.port}/ping', timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False
