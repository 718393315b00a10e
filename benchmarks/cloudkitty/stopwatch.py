# SPDX-License-Identifier: Apache-2.0
"""Elapsed time and CPU time of a piece of work; needs Python alone."""

import os
import pathlib
import resource
import time


class Stopwatch:
    """Measures from when it is made.

    :param servers: ids of server processes that work for this one
    """

    def __init__(self, servers=()):
        self._servers = servers
        self._began = self._read()

    def seconds(self):
        """Return the seconds that have passed."""
        return time.perf_counter() - self._began[0]

    def read(self):
        """Return seconds, CPU seconds, and CPU seconds of the servers."""
        return dict(zip(
            ('seconds', 'cpu', 'server_cpu'),
            map(float.__sub__, self._read(), self._began), strict=True))

    def _read(self):
        return (time.perf_counter(), time.process_time(),
                float(sum(map(_cpu_of, self._servers))))


def peak_mib():
    """Return the most memory that this process has had resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu_of(pid):
    # The name in parentheses may contain spaces; times follow it.
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(
        ')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')
