# SPDX-License-Identifier: Apache-2.0
"""Find a Linux kernel for the guest, with the modules for its devices."""

import os
import pathlib
import re
import subprocess
import typing

from tests.functional.services import server

# In the order in which they are loaded.
MODULES = (
    'drivers/virtio/virtio_ring', 'drivers/virtio/virtio',
    'drivers/virtio/virtio_pci_modern_dev',
    'drivers/virtio/virtio_pci_legacy_dev', 'drivers/virtio/virtio_pci',
    'drivers/virtio/virtio_balloon', 'drivers/block/virtio_blk',
    'net/core/failover', 'drivers/net/net_failover', 'drivers/net/virtio_net')
_ROOT = pathlib.Path(__file__).parents[3]
_UNPACKERS = {'.ko': None, '.ko.xz': 'xz', '.ko.zst': 'zstd', '.ko.gz': 'gzip'}


class Kernel(typing.NamedTuple):
    """A bootable kernel."""

    image: pathlib.Path
    modules: dict       # content by name, in the order of loading


def find():
    """Return the newest Kernel of this machine.

    It comes from a kernel package, unpacked in the directory that
    BILLING_TEST_KERNEL names or in .test/kernel, or installed.

    :raises ServiceError: there is none
    """
    places = [pathlib.Path(place) for place in (
        os.environ.get('BILLING_TEST_KERNEL'), _ROOT / '.test/kernel', '/')
        if place]
    for place in places:
        images = sorted(place.glob('boot/vmlinuz-*'), key=_version)
        for image in reversed(images):
            release = image.name.removeprefix('vmlinuz-')
            # lib is a link in a file system, usr/lib is what packages hold
            for library in ('lib', 'usr/lib'):
                modules = place / library / 'modules' / release / 'kernel'
                if (modules / 'drivers').is_dir():
                    return Kernel(image, _read_modules(modules))
    raise server.ServiceError(
        'no Linux kernel for the test guest: unpack one in .test/kernel (on '
        'Debian: apt-get download of what linux-image-cloud-amd64 depends '
        'on, dpkg-deb -x) or apt-get install linux-image-cloud-amd64')


def _version(path):
    return [int(part) for part in re.findall(r'\d+', path.name)]


def _read_modules(folder):
    """Return the content of the modules; some may be built in."""
    found = {}
    for name in MODULES:
        for suffix, unpacker in _UNPACKERS.items():
            path = folder / f'{name}{suffix}'
            if path.exists():
                found[path.name.partition('.')[0]] = _unpack(path, unpacker)
    return found


def _unpack(path, unpacker):
    if unpacker is None:
        return path.read_bytes()
    program = server.find_program(unpacker, unpacker)
    return subprocess.run([program, '-dc', str(path)], check=True,
                          stdout=subprocess.PIPE).stdout
