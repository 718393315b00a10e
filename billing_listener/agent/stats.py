# SPDX-License-Identifier: Apache-2.0
"""What libvirt's statistics of one domain say, if they say anything.

libvirt answers with a flat dict whose keys carry numbers (``block.0.name``,
``block.0.rd.bytes``), and leaves out what it could not find out just now. The
keys of a guest's counters hardly ever change, so they are worked out once and
looked up from then on: that is a Layout.
"""

import functools
import operator
import re
import sys
import typing

# virDomainState: all but "no state" and "shut off", whose figures are
# libvirtd's own. What a dying domain says is recognized by its gaps.
_PAUSED, _SHUT_OFF = 3, 5
_RUNNING = frozenset((1, 2, 7))         # running, blocked, asleep by itself
_HALTED = frozenset((_PAUSED, 4, 6))    # ..., shutting down, crashed
_ALIVE = _RUNNING | _HALTED
# virDomainPausedReason
_MIGRATING, _STARTING_UP, _POSTCOPY = 2, 11, 12

PROCESS, VCPU, DISK, NET = 'process', 'vcpu', 'disk', 'net'
# What devices of each kind count, and under which keys libvirt says it.
COUNTERS = {
    PROCESS: ('cpu.total',),
    VCPU: ('cpu.used',),
    DISK: ('disk.read.bytes', 'disk.write.bytes',
           'disk.read.requests', 'disk.write.requests'),
    NET: ('network.incoming.bytes', 'network.outgoing.bytes'),
}
_KEYS = {
    PROCESS: ('cpu.time',),
    VCPU: ('vcpu.{}.time',),
    DISK: ('block.{}.rd.bytes', 'block.{}.wr.bytes',
           'block.{}.rd.reqs', 'block.{}.wr.reqs'),
    NET: ('net.{}.rx.bytes', 'net.{}.tx.bytes'),
}
_LISTED = re.compile(r'vcpu\.(\d+)\.time|block\.(\d+)\.name|net\.(\d+)\.name',
                     re.ASCII)
_LENGTHS = ('vcpu.current', 'block.count', 'net.count')


class Device(typing.NamedTuple):
    """Something that counts: the process, a vCPU, a disk, an interface.

    ``name`` is the guest's for disks (vda), the host's for interfaces
    (vnet3), and the number of a vCPU.
    """

    kind: str
    name: str


class Layout:
    """Where the statistics of a domain have its counters.

    ``devices`` are those that count; ``silent`` those that libvirt lists and
    has no counters of, such as a disk in another process.

    :param stats: the statistics
    :param devices: {Device: its keys}
    :param silent: {Device: the keys that are missing}
    """

    def __init__(self, stats, devices, silent):
        self.devices = tuple(devices)
        self.silent = frozenset(silent) - devices.keys()
        self.vcpus = sum(device.kind == VCPU for device in devices)
        counters = [key for keys in devices.values() for key in keys]
        files = [key for key in (
            _beside(keys, 'physical') for device, keys in devices.items()
            if device.kind == DISK and _is_file(
                stats.get(_beside(keys, 'path')))) if key in stats]
        # What has to stay as it is for the keys to mean what they mean.
        marks = [
            *_LENGTHS,
            *(_beside(keys, 'name') for device, keys in devices.items()
              if device.kind in (DISK, NET)),
            *(_beside(keys, 'path') for device, keys in devices.items()
              if device.kind == DISK),
            *(key for keys in silent.values() for key in keys)]
        self._missing = _shared(key for key in marks if key not in stats)
        marks = [key for key in marks if key in stats]
        self._marked = tuple(map(stats.get, marks))
        self._first = len(marks)
        self._end = len(marks) + len(counters)
        self._pick = _picker(_shared((*marks, *counters, *files)))

    def look_up(self, stats):
        """Return what statistics say, if they list the same devices.

        :returns: (counters of the devices in their order, how many bytes
                  disks in files take up), or None
        """
        try:
            found = self._pick(stats)    # at once: it is done most often
        except KeyError:
            return None
        if found[:self._first] != self._marked or any(
                key in stats for key in self._missing):
            return None
        return found[self._first:self._end], sum(found[self._end:])


def _shared(keys):
    """Return keys, each being the same object for all guests."""
    return tuple(map(sys.intern, keys))


@functools.lru_cache(maxsize=1024)
def _picker(keys):
    """Return what takes the values of keys out of statistics, as a tuple."""
    if len(keys) > 1:
        return operator.itemgetter(*keys)
    # That of one key would return no tuple, and there is none of no key.
    return lambda stats: tuple(stats[key] for key in keys)


class Snapshot(typing.NamedTuple):
    """The counters and gauges of a domain at a moment.

    ``values`` are the counters of layout.devices; ``memory`` is in bytes, and
    None if libvirt did not say; ``disk`` in bytes. ``is_halted``: no vCPU
    runs. ``is_leaving``: it is paused because of a migration.
    """

    layout: Layout
    values: tuple
    memory: int | None
    disk: int
    is_halted: bool
    is_leaving: bool


def read(stats, layout=None):
    """Return the Snapshot in a domain's statistics, or None: no data.

    They are no data while the domain is not alive, and where something is
    missing: libvirt drops what it cannot get without waiting, and a dying
    domain loses its figures one after the other.

    :param layout: that of the last Snapshot, which saves time
    """
    state = stats.get('state.state')
    if state not in _ALIVE:
        return None
    found = layout and layout.look_up(stats)
    if not found:
        layout = _find_layout(stats)
        if layout is None:
            return None
        found = layout.look_up(stats)
    values, disk = found
    return Snapshot(layout, values, memory(stats), disk, state in _HALTED,
                    state == _PAUSED and _is_for(stats, _MIGRATING, _POSTCOPY))


def is_running(stats):
    """Tell whether vCPUs run."""
    return stats.get('state.state') in _RUNNING


def is_halted(stats):
    """Tell whether no vCPU runs, of a process that is there."""
    return stats.get('state.state') in _HALTED


def is_shut_off(stats):
    """Tell whether there is no process, whatever else is said."""
    return stats.get('state.state') == _SHUT_OFF


def is_arriving(stats):
    """Tell whether a domain does not run yet: it boots, or comes from afar.

    A guest that is about to leave says the same.
    """
    return stats.get('state.state') == _PAUSED and _is_for(
        stats, _MIGRATING, _STARTING_UP)


def is_migrating(stats):
    """Tell whether a domain is paused because it migrates, to or fro."""
    return stats.get('state.state') == _PAUSED and _is_for(stats, _MIGRATING)


def has_run(stats):
    """Tell whether any vCPU ever ran."""
    return any(stats.get(keys[0]) for device, keys in _listed(stats).items()
               if device.kind == VCPU)


def network(stats):
    """Return the bytes (incoming, outgoing) of all interfaces.

    They are known also of domains that tell nothing else.
    """
    counted = [(0, 0)] + [
        [stats.get(key, 0) for key in keys]
        for device, keys in _listed(stats).items() if device.kind == NET]
    return tuple(map(sum, zip(*counted, strict=True)))


def _is_for(stats, *reasons):
    return stats.get('state.reason') in reasons


def _find_layout(stats):
    """Return the Layout of statistics, or None if they are incomplete."""
    devices, silent = {}, {}
    for device, keys in _listed(stats).items():
        counts = all(stats.get(key) is not None for key in keys)
        (devices if counts else silent)[device] = keys
    layout = Layout(stats, devices, silent)
    if (_PROCESS in silent or not layout.vcpus
            or layout.vcpus != stats.get('vcpu.current', layout.vcpus)):
        return None
    if silent and not _was_asked(stats, devices):
        return None
    return layout


def _was_asked(stats, devices):
    """Tell whether libvirt asked QEMU, so that what is missing stays so.

    It asks for the disks when it asks for the memory, and not at all while
    somebody else holds the domain's job.
    """
    return 'balloon.rss' in stats or any(
        device.kind == DISK for device in devices)


_PROCESS = Device(PROCESS, '')


def _listed(stats):
    """Return {Device: its keys} of those that statistics name.

    Whether the keys are there is another matter.
    """
    numbers = sorted(
        (match.lastindex, int(match[match.lastindex]))
        for match in map(_LISTED.fullmatch, stats) if match)
    listed = {_PROCESS: _KEYS[PROCESS]}
    for group, number in numbers:
        kind = (VCPU, DISK, NET)[group - 1]
        keys = tuple(key.format(number) for key in _KEYS[kind])
        name = str(number) if kind == VCPU else stats[_beside(keys, 'name')]
        # Should libvirt list what lies behind a disk, the disk comes first.
        listed.setdefault(Device(kind, name), keys)
    return listed


def _beside(keys, name):
    """Return the key of something else that is said of a device."""
    prefix, number, _ = keys[0].split('.', 2)
    return f'{prefix}.{number}.{name}'


def _is_file(path):
    return bool(path) and path.startswith('/') and not path.startswith('/dev/')


def memory(stats):
    """Return the bytes of memory in use, as the guest or the host sees it.

    None: libvirt does not say.
    """
    available, unused = (stats.get('balloon.available'),
                         stats.get('balloon.unused'))
    if available is not None and unused is not None:
        return max(available - unused, 0) * 1024
    rss = stats.get('balloon.rss')
    return None if rss is None else rss * 1024
