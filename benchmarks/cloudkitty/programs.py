# SPDX-License-Identifier: Apache-2.0
"""Run either side in a process of its own, on a database of its own."""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile

from benchmarks import report
from benchmarks.cloudkitty import influxdb
from tests.functional import services
from tests.functional.db import books as ledgers

_ROOT = pathlib.Path(__file__).parents[2]
_OURS = 'benchmarks.cloudkitty.ours'
_THEIRS = 'benchmarks.cloudkitty.theirs'
# Beyond the limit: starting, and asking for a summary.
_GRACE_SECONDS = 600


class Failed(Exception):
    """One side ended with an error."""


class Setup(contextlib.ExitStack):
    """The servers and folders of a comparison.

    :param python: the interpreter that has CloudKitty
    :param limit: the most seconds that CloudKitty may rate, and fill
    """

    def __init__(self, python, limit):
        super().__init__()
        self._python = python
        self._limit = limit
        self._influxdb = None
        with contextlib.suppress(services.ServiceError):
            self._influxdb = self.enter_context(influxdb.InfluxDB())

    @property
    def has_influxdb(self):
        """Whether CloudKitty's default storage can be measured."""
        return self._influxdb is not None

    def theirs(self, backend, version, **task):
        """Return what CloudKitty's side says."""
        return self._run(self._python, _THEIRS, backend, version=version,
                         **task)

    def ours(self, backend, **task):
        """Return what the ledger's side says."""
        return self._run(sys.executable, _OURS, backend, **task)

    def _run(self, python, module, backend, **task):
        with tempfile.TemporaryDirectory() as folder:
            url = ledgers.create_database(backend, folder)
            try:
                return _ask(python, module, task | {
                    'folder': folder, 'database': url, 'limit': self._limit,
                    'influxdb': self._influxdb and self._influxdb.port,
                    'servers': self._servers(backend, task)})
            finally:
                ledgers.drop_database(backend, url)

    def _servers(self, backend, task):
        """Return the ids of the server processes that do some of the work."""
        found = []
        if backend != 'sqlite':
            found.append(services.shared(ledgers.SERVERS[backend]).pid)
        if task.get('version') == 2:
            found.append(self._influxdb.pid)
        return found


def _ask(python, module, task):
    done = subprocess.run(
        [str(python), '-m', module], input=json.dumps(task), cwd=_ROOT,
        capture_output=True, text=True, check=False,
        timeout=2 * task['limit'] + _GRACE_SECONDS)
    if done.returncode:
        raise Failed(f'{module} failed:\n{done.stderr[-3000:]}')
    return report.parse(done.stdout)
