# SPDX-License-Identifier: Apache-2.0
"""A guest: it boots, works, moves between hosts, and tells what it did."""

import contextlib
import os
import signal
import threading
import typing

import libvirt

from tests.functional.services import server
from tests.functional.virt import domain
from tests.functional.virt import waiting
from tests.functional.virt.console import Console
from tests.functional.virt.console import Truth
from tests.functional.virt.threads import VcpuWatch

_DISK_BYTES = 64 * 1024 ** 2
_ORDER_PORT = '7'
_FAST_MIB_PER_SECOND = 1024
_MIGRATE = (
    libvirt.VIR_MIGRATE_LIVE | libvirt.VIR_MIGRATE_PEER2PEER |
    libvirt.VIR_MIGRATE_PERSIST_DEST | libvirt.VIR_MIGRATE_UNDEFINE_SOURCE |
    libvirt.VIR_MIGRATE_UNSAFE)    # the disk is one file for both hosts

# What is counted of a guest that its kernel does not count: SeaBIOS reads the
# first sector; after each migration QEMU announces the guest five times.
FIRMWARE = {'disk.read.bytes': 512, 'disk.read.requests': 1}
ANNOUNCED = {'network.outgoing.bytes': 5 * 60}
# The most that the process which a guest has left may still hear: these, the
# guest's own five announcements, and an answer that comes too late.
HEARD = {'network.incoming.bytes': 5 * 60 + 5 * 42 + 1042}


class Boot(typing.NamedTuple):
    """What the guest had used when it had booted, and was idle."""

    truth: Truth            # as its kernel counts, which began late
    cpu_ns: int             # as the kernel of the host counts
    waiting_ns: int


class Guest:
    """An instance of the lab.

    :param number: makes name, address and hardware address
    :param instance_id: Nova's UUID of the instance
    :param nova: whether it carries Nova's metadata
    :param words: of the kernel's command line, see guest/init.sh
    """

    memory_mb = 96

    def __init__(self, lab, number, instance_id, nova=True, **words):
        self.lab = lab
        self.name = f'instance-{number:08x}'
        self.instance_id = instance_id
        self.mac = f'fa:16:3e:09:00:{number:02x}'
        self.address = f'10.9.0.{100 + number}'
        self.host = None
        self.vcpus = None
        self.boot = None
        self._folder = lab.folder
        self._nova = nova
        self._words = words
        self._connections = {}
        self._console = Console(lab.folder / f'{self.name}.console')

    def start(self, host):
        """Boot on a host, given by name; return when it has begun to work.
        """
        self.host = host
        self._make_disk()
        # the host that gives orders
        self.lab.hosts['cmp1'].add_neighbour(self.address, self.mac)
        self.vcpus = VcpuWatch(self.lab.hosts.values(), self.name)
        self.vcpus.start()
        self._connection(host).defineXML(self._xml()).create()
        truth = self._wait_until(self.truths, 'has booted')[-1]
        self.boot = Boot(truth, self.vcpus.cpu_ns(), self.vcpus.waiting_ns())
        self.tell('work')
        self.wait_for_round(1)

    def destroy(self):
        """Pull the plug."""
        self.domain().destroy()

    def remove(self):
        """End the guest wherever it is, and forget it; never fails."""
        for name in self.lab.hosts:
            with contextlib.suppress(libvirt.libvirtError):
                found = self._connection(name).lookupByName(self.name)
                with contextlib.suppress(libvirt.libvirtError):
                    found.destroy()
                with contextlib.suppress(libvirt.libvirtError):
                    found.undefine()
        for connection in self._connections.values():
            with contextlib.suppress(libvirt.libvirtError):
                connection.close()
        self._connections.clear()
        if self.vcpus is not None:
            self.vcpus.stop()
        for path in (self._disk, self._console.path):
            path.unlink(missing_ok=True)

    def migrate(self, destination, mib_per_second=0, flags=0):
        """Migrate live to another host, given by name.

        :param mib_per_second: limit of the bandwidth
        :param flags: more of VIR_MIGRATE_*
        :raises libvirt.libvirtError: it failed
        """
        target = self.lab.hosts[destination]
        parameters = {libvirt.VIR_MIGRATE_PARAM_URI: f'tcp://{target.name}'}
        if mib_per_second:
            parameters[libvirt.VIR_MIGRATE_PARAM_BANDWIDTH] = mib_per_second
        self.domain().migrateToURI3(f'qemu+tcp://{target.name}/system',
                                     parameters, _MIGRATE | flags)
        self.host = destination

    @contextlib.contextmanager
    def migrating(self, destination, **options):
        """Migrate while something else is done.

        Gives a Migration that says whether it has failed.
        """
        migration = Migration(self, destination, options)
        migration.start()
        try:
            migration.wait_until_copying()
            yield migration
        finally:
            migration.join()

    def abort_migration(self):
        """End the migration that is under way; the guest stays."""
        self.domain().abortJob()

    def hurry_migration(self):
        """Lift the limit of the bandwidth of the migration under way."""
        self.domain().migrateSetMaxSpeed(_FAST_MIB_PER_SECOND)

    def fail_migration(self, destination, **options):
        """Migrate, and kill the new process when the guest has been stopped.

        The guest goes on where it was.

        :raises ServiceError: it did not fail as it should
        """
        target = self.lab.hosts[destination]

        def kill(event):
            if (event.instance_id, event.detail) == (
                    self.instance_id, 'SUSPENDED_MIGRATED'):
                os.kill(target.guest_pid(self.name), signal.SIGKILL)

        self.lab.events.listeners.append(kill)
        try:
            self.migrate(destination, **options)
        except libvirt.libvirtError:
            return
        finally:
            self.lab.events.listeners.remove(kill)
        raise server.ServiceError('the migration did not fail')

    def tell(self, order):
        """Order the guest to work, to be idle, or to report."""
        self.lab.hosts['cmp1'].run(
            server.find_program('busybox', 'busybox-static'), 'nc',
            self.address, _ORDER_PORT, text=f'{order}\n')

    def truths(self):
        """Return all counters that the guest has printed, oldest first.

        :raises ServiceError: it has lost its memory
        """
        return self._console.truths()

    def rest(self):
        """Order the guest to be idle; return its counters when it is."""
        before = len(self.truths())
        self.tell('idle')

        def said_so():
            return [truth for truth in self.truths()[before:]
                    if truth.order == 'idle']

        return self._wait_until(said_so, 'is idle')[-1]

    def wait_for_round(self, number):
        """Wait until the guest has done so many rounds of work."""
        def is_reached():
            truths = self.truths()
            return truths and truths[-1].round >= number

        self._wait_until(is_reached, f'has worked {number} rounds')

    def work_on(self, rounds=2):
        """Wait until the guest has worked some more rounds."""
        self.wait_for_round(self.truths()[-1].round + rounds)

    def pid(self, host=None):
        """Return its process on a host, given by name; None: it has none."""
        return self.lab.hosts[host or self.host].guest_pid(self.name)

    def domain(self):
        """Return libvirt's domain on the host where the guest is."""
        return self._connection(self.host).lookupByName(self.name)

    def _wait_until(self, condition, what):
        return waiting.until(condition, f'{self.name} {what}', 120,
                             self._console.tail)

    @property
    def _disk(self):
        return self._folder / f'{self.name}.img'

    def _make_disk(self):
        with open(self._disk, 'wb') as disk:
            disk.truncate(_DISK_BYTES)

    def _xml(self):
        words = {'address': self.address, 'peer': '10.9.0.1',
                 'peer_mac': '52:54:00:09:00:01',
                 'order': 'idle'} | self._words
        return domain.xml(
            self._nova, name=self.name, instance_id=self.instance_id,
            folder=self._folder, disk=self._disk, cache='unsafe',
            mac=self.mac, console=self._console.path, memory_mb=self.memory_mb,
            words=' '.join(f'{key}={value}' for key, value in words.items()))

    def _connection(self, name):
        """Return a connection to a host, a new one if the old is broken."""
        connection = self._connections.get(name)
        if connection is None or not connection.isAlive():
            connection = self.lab.hosts[name].connect()
            self._connections[name] = connection
        return connection


class Migration(threading.Thread):
    """A migration under way; ``error`` is what made it fail, at its end."""

    def __init__(self, guest, destination, options):
        super().__init__(name='migration')
        self.error = None
        self._guest = guest
        self._destination = destination
        self._options = options

    def run(self):
        try:
            self._guest.migrate(self._destination, **self._options)
        except libvirt.libvirtError as error:
            self.error = error

    def wait_until_copying(self):
        """Wait until the guest's memory is on its way."""
        waiting.until(self._is_copying, 'the migration copies memory')

    def _is_copying(self):
        if not self.is_alive():
            return True     # it is over, which is for join() to tell
        with contextlib.suppress(libvirt.libvirtError):
            info = self._guest.domain().jobStats()
            return info.get('memory_processed', 0) > 0
        return False        # the guest has gone just now
