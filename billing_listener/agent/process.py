# SPDX-License-Identifier: Apache-2.0
"""Which process a guest is: its number, and when it began.

A number alone will not do: the kernel gives it to another process some day.
"""

import os
import pathlib
import time
import typing

_NS = 10 ** 9
_LARGEST_FILE = 1024 * 1024
# Of /proc/PID/stat behind the name: state is the third field of all,
# starttime the twenty-second.
_STARTTIME = 22 - 3


class Process(typing.NamedTuple):
    """A process of this machine; ``started_ns`` counts from 1970."""

    name: str              # 'PID/TICKS', unique while the machine runs
    started_ns: int


class Processes:
    """Finds the processes of guests.

    :param run_path: where libvirt keeps its files at run time
    :param proc: where the kernel shows processes
    """

    def __init__(self, run_path, proc='/proc'):
        self._pid_files = pathlib.Path(run_path, 'qemu')
        self._proc = pathlib.Path(proc)

    def find(self, name, instance_id):
        """Return the Process of a guest, or None where it cannot be known.

        :param name: how libvirt calls the guest; anybody may have chosen it
        :param instance_id: what must stand in the process's command line
        """
        try:
            pid = self._pid(name)
            if not self._is_of(pid, instance_id):
                return None
            return self._process(pid)
        except (OSError, ValueError, IndexError):
            return None

    def _pid(self, name):
        if not name or '/' in name or '\0' in name:
            raise ValueError('no file can have this name')
        pid = int(_read(self._pid_files / f'{name}.pid'))
        if pid <= 0:
            raise ValueError('no process has this number')
        return pid

    def _is_of(self, pid, instance_id):
        # The file may be older than the process of that number.
        command = _read(self._proc / str(pid) / 'cmdline')
        return instance_id.encode() in command.split(b'\0')

    def _process(self, pid):
        stat = _read(self._proc / str(pid) / 'stat')
        # The name, in parentheses, may contain anything.
        ticks = int(stat.rpartition(b')')[2].split()[_STARTTIME])
        return Process(f'{pid}/{ticks}', _moment(ticks))


def _moment(ticks):
    """Return the moment so many ticks after the machine was started."""
    booted = time.time_ns() - time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return booted + ticks * _NS // os.sysconf('SC_CLK_TCK')


def _read(path):
    with open(path, 'rb') as file:
        return file.read(_LARGEST_FILE)


def boot_id(path='/proc/sys/kernel/random/boot_id'):
    """Return what names the time since this machine was started."""
    return pathlib.Path(path).read_text().strip()
