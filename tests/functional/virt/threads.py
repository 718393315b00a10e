# SPDX-License-Identifier: Apache-2.0
"""What the kernel says of the CPU time of a guest's vCPU threads."""

import contextlib
import pathlib
import threading
import time
import typing

_INTERVAL_SECONDS = 0.02


class Use(typing.NamedTuple):
    """CPU time of the vCPUs of one process at one moment."""

    at: float           # seconds since 1970
    cpu_ns: int         # they ran
    waiting_ns: int     # they could have run, and waited for a CPU


class Process:
    """One life of the guest: its process on one host."""

    def __init__(self, host, pid):
        self.host = host
        self.pid = pid
        self.uses = []
        self._paths = []

    def look(self):
        """Read the threads' times; return False when the process is gone."""
        try:
            # QEMU makes the threads a moment after it has started.
            self._paths = self._paths or _find_threads(self.pid)
            texts = [path.read_text() for path in self._paths]
        except OSError:
            return False
        numbers = [[int(word) for word in text.split()] for text in texts]
        if numbers:
            self.uses.append(Use(time.time(),
                                 sum(number[0] for number in numbers),
                                 sum(number[1] for number in numbers)))
        return True

    @property
    def cpu_ns(self):
        """What its vCPUs have used in the end."""
        return self.uses[-1].cpu_ns if self.uses else 0

    @property
    def waiting_ns(self):
        return self.uses[-1].waiting_ns if self.uses else 0

    @property
    def unseen_ns(self):
        """The most that can have been missed of a process that has ended:
        what its vCPUs used between the last two looks."""
        last = [use.cpu_ns for use in self.uses[-2:]]
        return last[-1] - last[0] if last else 0


class VcpuWatch:
    """Reads the vCPU threads of a guest, wherever it is, every 20 ms.

    The kernel counts them in nanoseconds (/proc/PID/task/TID/schedstat), and
    forgets them when they end. A migrated guest's threads stand still for
    long before that.
    """

    def __init__(self, hosts, name):
        self.processes = []
        self._hosts = list(hosts)
        self._name = name
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name=f'vcpus-{name}', daemon=True)

    def start(self):
        self._thread.start()

    def stop(self):
        """Look no more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def cpu_ns(self):
        """Return what the vCPUs have used in all processes so far."""
        return sum(process.cpu_ns for process in self.processes)

    def waiting_ns(self):
        """Return how long they have waited for a CPU."""
        return sum(process.waiting_ns for process in self.processes)

    def _run(self):
        alive = {}
        known = set()
        while not self._stopping.wait(_INTERVAL_SECONDS):
            for host in self._hosts:
                pid = host.guest_pid(self._name)
                if pid and pid not in known:
                    known.add(pid)
                    alive[pid] = Process(host.name, pid)
                    self.processes.append(alive[pid])
            for pid, process in list(alive.items()):
                if not process.look():
                    del alive[pid]


def _find_threads(pid):
    """Return the schedstat files of a process's vCPUs."""
    found = []
    for task in pathlib.Path(f'/proc/{pid}/task').iterdir():
        with contextlib.suppress(OSError):
            if (task / 'comm').read_text().startswith('CPU '):
                found.append(task / 'schedstat')
    return found
