# SPDX-License-Identifier: Apache-2.0
"""What plain polling would have billed: what most meters do."""

import statistics
import threading
import time
import typing

import libvirt

_INTERVAL_SECONDS = 0.5
_PHASES = 40
_KEYS = {'cpu.used': 'vcpu.0.time',
         'disk.read.bytes': 'block.0.rd.bytes',
         'disk.write.bytes': 'block.0.wr.bytes',
         'network.incoming.bytes': 'net.0.rx.bytes',
         'network.outgoing.bytes': 'net.0.tx.bytes'}


class Sample(typing.NamedTuple):
    """What libvirt said of the guest on a host at a moment."""

    at: float           # seconds since 1970
    host: str
    counters: dict      # by our names


class Poller:
    """Samples a guest on all hosts; a context manager."""

    def __init__(self, hosts, instance_id):
        self.samples = []
        self._hosts = list(hosts)
        self._instance_id = instance_id
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name='poller',
                                        daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc_info):
        self._stopping.set()
        self._thread.join()

    def _run(self):
        connections = [(host.name, host.connect()) for host in self._hosts]
        while not self._stopping.wait(_INTERVAL_SECONDS):
            for name, connection in connections:
                self._sample(name, connection)
        for _, connection in connections:
            connection.close()

    def _sample(self, name, connection):
        try:
            answer = connection.getAllDomainStats(
                0, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT)
        except libvirt.libvirtError:
            return      # a guest is just ending
        for domain, stats in answer:
            if (domain.UUIDString() == self._instance_id
                    and set(_KEYS.values()) <= set(stats)):
                self.samples.append(Sample(time.time(), name, {
                    ours: stats[key] for ours, key in _KEYS.items()}))


def lost(samples, runs, seconds):
    """Return what polling loses: the mean share, by counter.

    Each run is billed up to the last poll in it. The mean is that over all
    moments at which polling might have begun.

    :param samples: all Samples that there are
    :param runs: (host, start, end, counters at the end); times are seconds
                 since 1970
    :param seconds: between two polls
    """
    began = min(start for _, start, _, _ in runs)
    shares = [_lost(samples, runs, seconds, began + seconds * phase / _PHASES)
              for phase in range(_PHASES)]
    return {name: statistics.mean(share[name] for share in shares)
            for name in _KEYS}


def _lost(samples, runs, seconds, first):
    used = dict.fromkeys(_KEYS, 0)
    billed = dict.fromkeys(_KEYS, 0)
    for host, start, end, counters in runs:
        latest = first + max(0, (end - first) // seconds) * seconds
        seen = [sample.counters for sample in samples
                if sample.host == host and start <= sample.at <= latest]
        for name in _KEYS:
            used[name] += counters[name]
            billed[name] += seen[-1][name] if seen and latest <= end else 0
    return {name: 1 - billed[name] / used[name] for name in _KEYS}
