# SPDX-License-Identifier: Apache-2.0
"""Two hosts, a cable between their bridges, and what guests are made of."""

import contextlib
import pathlib
import shutil
import subprocess
import tempfile

from tests.functional.services import server
from tests.functional.virt import events
from tests.functional.virt import image
from tests.functional.virt import kernel
from tests.functional.virt.guest import Guest
from tests.functional.virt.host import Host
from tests.functional.virt.host import address_of
from tests.functional.virt.host import name_of

_NUMBERS = (1, 2)
_BRIDGE = 'br0'


class Lab:
    """A small cloud of two hosts; a context manager.

    ``hosts`` is a dict of Host by name: cmp1, cmp2. ``events`` tells what
    libvirt announces on both.
    """

    def __init__(self):
        self.folder = None
        self.hosts = {}
        self.events = None
        self._stack = contextlib.ExitStack()
        self._guests = 0

    def __enter__(self):
        try:
            self._build()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        """End everything that runs in the lab, and remove its files."""
        self._stack.close()

    def new_guest(self, instance_id, **options):
        """Return a Guest that is not started yet; see there."""
        self._guests += 1
        guest = Guest(self, self._guests, instance_id, **options)
        self._stack.callback(guest.remove)
        return guest

    def _build(self):
        events.run_event_loop()
        server.find_program('qemu-system-x86_64', 'qemu-system-x86')
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='billing-virt-'))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self._write_guest_files()
        for number in _NUMBERS:
            folder = self.folder / name_of(number)
            folder.mkdir()
            host = Host(folder, number, _neighbours())
            self.hosts[host.name] = self._stack.enter_context(host)
        self._connect_hosts()
        self._start_libvirtds()
        self.events = self._stack.enter_context(
            events.Events(self.hosts.values()))

    def _start_libvirtds(self):
        """Start all; what the first finds out of QEMU is told to the other.
        """
        first, *others = self.hosts.values()
        first.start_libvirtd()
        first.connect().getCapabilities()
        for host in others:
            shutil.copytree(first.cache_directory, host.cache_directory,
                            dirs_exist_ok=True)
            host.start_libvirtd()

    def _write_guest_files(self):
        found = kernel.find()
        shutil.copyfile(found.image, self.folder / 'vmlinuz')
        image.write(self.folder / 'initramfs.gz', found.modules)

    def _connect_hosts(self):
        """Make a bridge on each host, and a cable from one to the other."""
        first, second = self.hosts.values()
        _ip('link', 'add', 'uplink', 'netns', str(first.pid), 'type', 'veth',
            'peer', 'name', 'uplink', 'netns', str(second.pid))
        for number, host in zip(_NUMBERS, self.hosts.values(), strict=True):
            host.run('ip', '-batch', '-', text='\n'.join([
                f'link add {_BRIDGE} address {bridge_mac(number)} '
                'type bridge stp_state 0 mcast_snooping 0',
                f'link set uplink master {_BRIDGE} up',
                f'addr add {host.address}/24 dev {_BRIDGE}',
                f'link set {_BRIDGE} up']))
        for number, host in zip(_NUMBERS, self.hosts.values(), strict=True):
            for other in self.hosts.values():
                if other is not host:
                    other.add_neighbour(host.address, bridge_mac(number))
                    # what nobody knows the way of goes to all guests
                    other.run('bridge', 'fdb', 'replace', bridge_mac(number),
                              'dev', 'uplink', 'master', 'static')


def bridge_mac(number):
    """Return the hardware address of a host."""
    return f'52:54:00:09:00:{number:02x}'


def _neighbours():
    return '127.0.0.1 localhost\n' + ''.join(
        f'{address_of(number)} {name_of(number)}\n' for number in _NUMBERS)


def _ip(*arguments):
    subprocess.run([server.find_program('ip', 'iproute2', '/sbin'),
                    *arguments], check=True)
