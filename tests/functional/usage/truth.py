# SPDX-License-Identifier: Apache-2.0
"""What a guest really used, beside what is billed for it."""

import typing

from tests.functional.virt import guest as guests

_CPU_TOLERANCE = 0.005
_NS = 10 ** 9


class Line(typing.NamedTuple):
    """One counter: what is true, what is billed, how far they may differ."""

    name: str
    truth: int
    billed: int
    low: int | None         # the least that may be billed; None: not judged
    high: int | None

    @property
    def is_right(self):
        return self.low is None or self.low <= self.billed <= self.high

    def __str__(self):
        remark = ('  not judged' if self.low is None else
                  '' if self.is_right else '  WRONG')
        return (f'{self.name:24} {self.truth:>16,} {self.billed:>16,} '
                f'{self.billed - self.truth:>+14,}{remark}')


def compare(guest, truth, billed, migrations, unseen_ns=0):
    """Return a Line for each counter.

    :param truth: the guest's own last console.Truth
    :param billed: quantities by meter
    :param migrations: how often the guest has been announced elsewhere
    :param unseen_ns: CPU time that nobody can see, in each run
    """
    cpu_ns = billed.get('cpu.used', 0)
    lines = [_cpu_by_host(guest, cpu_ns, unseen_ns * (migrations + 1)),
             _cpu_by_guest(guest, truth, cpu_ns)]
    for name, counted in truth.counters.items():
        counted += guests.FIRMWARE.get(name, 0)
        more = migrations * guests.ANNOUNCED.get(name, 0)
        heard = migrations * guests.HEARD.get(name, 0)
        lines.append(Line(name, counted, billed.get(name, 0),
                          counted + more, counted + more + heard))
    return lines


def excuse(lines, before, after):
    """Return the lines, but what a guest did in a time may be missing.

    :param before: the console.Truth when that time began
    :param after: the one when it had ended
    """
    missing = {name: after.counters[name] - before.counters[name]
               for name in after.counters}
    return [line._replace(low=line.low - missing[line.name])
            if line.name in missing else line for line in lines]


def text(lines):
    """Return the lines as a table."""
    return '\n'.join(
        [f'{"":24} {"truth":>16} {"billed":>16} {"difference":>14}',
         *map(str, lines)])


def _cpu_by_host(guest, billed, unseen_ns):
    """Compare with what the kernel says of the threads of the vCPUs."""
    truth = guest.vcpus.cpu_ns()
    slack = max(int(truth * _CPU_TOLERANCE), unseen_ns)
    return Line('cpu.used', truth, billed, truth - slack, truth + slack)


def _cpu_by_guest(guest, truth, billed):
    """Compare with the guest's own accounting, which began when it booted.

    It is shown only. An emulated guest does not see when its CPU has to wait:
    for one of the host, which can be told from its busy time, or for QEMU,
    busy with devices or a migration. It takes that for its own work, what is
    done at interrupts while it is idle for idleness, and its clock may jump.
    """
    waiting = guest.vcpus.waiting_ns() - guest.boot.waiting_ns
    busy = truth.busy_seconds - guest.boot.truth.busy_seconds
    return Line('cpu.used (by the guest)', int(busy * _NS) - waiting,
                billed - guest.boot.cpu_ns, None, None)
