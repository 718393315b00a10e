# SPDX-License-Identifier: Apache-2.0
"""Which cgroups of this machine a host can have a branch of."""

import pathlib

_WANTED = {'cpu', 'cpuacct'}


def branches(name):
    """Return new cgroups for a host, as CONTROLLERS=PATH.

    cgroups v1 where the machine has the CPU controllers there, else v2, else
    none. Memory stays out: a guest stays in whatever limits the tests.
    """
    mounts = list(_mounts())
    own = _own_paths()
    first = [f'{",".join(names)}={point}{own[names]}/{name}'
             for point, kind, options in mounts if kind == 'cgroup'
             for names in own if set(names) <= options and
             set(names) & _WANTED]
    if first:
        return first
    return [f'v2={point}/{name}' for point, kind, _ in mounts
            if kind == 'cgroup2'][:1]


def _mounts():
    """Yield (mount point, kind, set of options) of what is mounted."""
    for line in pathlib.Path('/proc/mounts').read_text().splitlines():
        _, point, kind, options, *_ = line.split()
        yield point, kind, set(options.split(','))


def _own_paths():
    """Return where this process is, by tuple of controllers (v1)."""
    lines = pathlib.Path('/proc/self/cgroup').read_text().splitlines()
    fields = [line.split(':', 2) for line in lines]
    return {tuple(names.split(',')): path.rstrip('/')
            for _, names, path in fields if names}
