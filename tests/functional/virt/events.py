# SPDX-License-Identifier: Apache-2.0
"""Lifecycle events of all hosts, as they come."""

import contextlib
import functools
import threading
import time
import typing

import libvirt

from tests.functional.virt import waiting

_TICK_MS = 100


class Event(typing.NamedTuple):
    """Something that happened to a guest."""

    at: float           # seconds since 1970
    host: str
    instance_id: str
    detail: str         # SUSPENDED_MIGRATED, STOPPED_DESTROYED, ...


class Events:
    """Collects the events of hosts; a context manager.

    ``listeners`` are called with each Event, in the thread of libvirt's
    event loop: they must be quick, and not call libvirt.
    """

    def __init__(self, hosts):
        self.listeners = []
        self._hosts = list(hosts)
        self._events = []
        self._connections = {}

    def __enter__(self):
        for host in self._hosts:
            self.watch(host)
        return self

    def __exit__(self, *exc_info):
        for connection in self._connections.values():
            _close(connection)

    def watch(self, host):
        """Watch a host, also again after its libvirtd has been away."""
        _close(self._connections.pop(host.name, None))
        connection = host.connect()
        connection.setKeepAlive(5, 3)
        connection.domainEventRegisterAny(
            None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self._take,
            host.name)
        self._connections[host.name] = connection

    def of(self, instance_id, *details, since=0.0):
        """Return the events of a guest, perhaps only some kinds of them."""
        return [event for event in list(self._events)
                if event.instance_id == instance_id and event.at >= since and
                (not details or event.detail in details)]

    def wait_for(self, instance_id, detail, since=0.0, seconds=60):
        """Wait for an event; return it."""
        return waiting.until(
            lambda: self.of(instance_id, detail, since=since),
            f'libvirt announces {detail}', seconds)[0]

    def _take(self, connection, domain, event, detail, host):
        event = Event(time.time(), host, domain.UUIDString(),
                      _names()[event].get(detail, str(detail)))
        self._events.append(event)
        for listener in list(self.listeners):
            listener(event)


def _close(connection):
    # Its libvirtd may be gone.
    with contextlib.suppress(libvirt.libvirtError):
        if connection is not None:
            connection.close()


@functools.cache
def _names():
    """Return the names of details by number, by number of the event."""
    prefix = 'VIR_DOMAIN_EVENT_'
    numbers = {name.removeprefix(prefix): value
               for name, value in vars(libvirt).items()
               if name.startswith(prefix) and isinstance(value, int)}
    kinds = ('DEFINED', 'UNDEFINED', 'STARTED', 'SUSPENDED', 'RESUMED',
             'STOPPED', 'SHUTDOWN', 'PMSUSPENDED', 'CRASHED')
    return {numbers[kind]: {value: name for name, value in numbers.items()
                            if name.startswith(f'{kind}_')}
            for kind in kinds}


@functools.cache
def run_event_loop():
    """Start libvirt's event loop: before the first connection, for ever."""
    libvirt.registerErrorHandler(lambda *ignored: None, None)
    libvirt.virEventRegisterDefaultImpl()
    libvirt.virEventAddTimeout(_TICK_MS, lambda *ignored: None, None)
    threading.Thread(target=_turn, name='libvirt-events', daemon=True).start()


def _turn():
    while True:
        libvirt.virEventRunDefaultImpl()
