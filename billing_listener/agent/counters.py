# SPDX-License-Identifier: Apache-2.0
"""The cumulative counters of one process, through changes of its devices.

Of each device the newest values are kept, and of devices that are gone what
they had counted: a sum never falls, and an unplugged disk is not forgotten.
"""

import operator

from billing_listener.agent import stats

# So often in a row has a counter to be seen behind where it was before that is
# believed: answers overtake each other, and dying guests show zeros.
_CERTAINTY = 3
_CPUS = frozenset((stats.PROCESS, stats.VCPU))


class Counters:
    """The counters of one process. ``vcpus`` is the most it had.

    ``edition`` changes whenever values alone do not tell what is known.
    """

    def __init__(self):
        self.edition = 0
        self.layout = None
        self.vcpus = 1
        self.was_unplugged = False   # a device was, since the last values
        self._devices = ()
        self._values = ()            # of the devices, in their order
        self._silent = frozenset()
        self._offsets = {}           # {counter: what no device shows now}
        self._retreats = 0           # in a row

    @property
    def is_another_process(self):
        """Tell whether what was refused can only be another process's."""
        return self._retreats >= _CERTAINTY

    def suspect(self):
        """Note that libvirt says there is another process now.

        Its counters show whether that is so.
        """
        self._retreats = _CERTAINTY - 1

    def take(self, snapshot, is_newer=True):
        """Take the values of a Snapshot, unless they contradict the known.

        :param is_newer: whether they were asked for after the known ones had
                         been read; else what went back proves nothing
        :returns: whether they were taken
        """
        if snapshot.layout is not self.layout or any(
                map(operator.lt, snapshot.values, self._values)):
            offsets = self._offsets_after(
                _by_device(snapshot.layout.devices, snapshot.values),
                snapshot.layout.silent, is_newer)
            if offsets is None:
                return False
            self._offsets = offsets
            self._adopt(snapshot.layout)
            self.edition += 1
        self._values = snapshot.values
        self._retreats, self.was_unplugged = 0, False
        return True

    def go_on(self, domain_stats):
        """Take statistics if all counters just count on.

        :returns: the bytes that disks in files take up; None: not taken
        """
        found = self.layout and self.layout.look_up(domain_stats)
        if not found:
            return None
        values, disk = found
        if any(map(operator.lt, values, self._values)):
            return None
        self._values = values
        self._retreats, self.was_unplugged = 0, False
        return disk

    def _adopt(self, layout):
        self.layout = layout
        self._devices, self._silent = layout.devices, layout.silent
        self.vcpus = max(self.vcpus, layout.vcpus)

    def _offsets_after(self, new, silent, is_newer):
        """Return what the offsets are once values are taken.

        :param new: {Device: values}
        :param silent: Devices that are there and tell nothing
        :returns: {counter: offset}, or None if they are not to be taken
        """
        known = _by_device(self._devices, self._values)
        if not silent.isdisjoint(known):
            return None
        back = [device for device in new if device in known
                and any(map(operator.lt, new[device], known[device]))]
        if back and not (is_newer and self._may_be_replaced(back, new)):
            self._retreats += is_newer
            return None
        offsets = dict(self._offsets)
        for device in back:
            _add(offsets, device, known[device], 1)
            if device.kind == stats.PROCESS:
                # The same one, counted otherwise: it goes on from there.
                _add(offsets, device, new[device], -1)
        for device in known.keys() - new.keys():
            _add(offsets, device, known[device], 1)
        for device in new.keys() & self._silent:
            # Nobody knows what it did before it could be read.
            _add(offsets, device, new[device], -1)
        return offsets

    def _may_be_replaced(self, back, new):
        """Tell whether what went back may be others of the same names.

        If no CPU time goes on, it is the process that is another.
        """
        if set(back).issuperset(d for d in new if d.kind in _CPUS):
            return False
        return self.was_unplugged or self._retreats >= _CERTAINTY - 1

    def sums(self):
        """Return {counter: sum over all devices}."""
        sums = dict(self._offsets)
        for device, values in _by_device(self._devices, self._values).items():
            _add(sums, device, values, 1)
        return sums

    def newest(self):
        """Return a few numbers that recall() takes."""
        return self.edition, *self._values

    def recall(self, numbers):
        """Take what newest() returned, if it fits what from_json() gave.

        :returns: whether it was taken
        """
        edition, *values = numbers
        if edition != self.edition or len(values) != len(self._values):
            return False
        self._values = tuple(values)
        return True

    def to_json(self):
        """Return what from_json() takes, ready for json.dumps()."""
        return {'edition': self.edition, 'vcpus': self.vcpus,
                'offsets': dict(self._offsets),
                'devices': list(self._devices), 'values': list(self._values),
                'silent': sorted(self._silent)}

    @classmethod
    def from_json(cls, kept):
        """Return the Counters that to_json() wrote.

        :raises KeyError, TypeError: it did not
        """
        counters = cls()
        counters.edition, counters.vcpus = kept['edition'], kept['vcpus']
        counters._offsets = dict(kept['offsets'])
        counters._devices = tuple(stats.Device(*each)
                                  for each in kept['devices'])
        counters._values = tuple(kept['values'])
        counters._silent = frozenset(stats.Device(*each)
                                     for each in kept['silent'])
        return counters


def _by_device(devices, values):
    """Return {Device: its values} of values in a row."""
    found, at = {}, 0
    for device in devices:
        end = at + len(stats.COUNTERS[device.kind])
        found[device] = values[at:end]
        at = end
    return found


def _add(sums, device, values, sign):
    """Add the values of a device to sums, or take them away."""
    for counter, value in zip(stats.COUNTERS[device.kind], values,
                              strict=True):
        sums[counter] = sums.get(counter, 0) + sign * value
