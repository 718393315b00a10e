# SPDX-License-Identifier: Apache-2.0
"""The guest's first file system: busybox, modules, and what it does."""

import gzip
import pathlib
import stat
import subprocess

from tests.functional.services import server

_INIT = pathlib.Path(__file__).with_name('guest') / 'init.sh'
_FOLDERS = ('bin', 'proc', 'sys', 'dev', 'modules', 'tmp')
_TRAILER = 'TRAILER!!!'


def write(path, modules):
    """Write an initramfs.

    :param modules: content of kernel modules by name, in order of loading
    """
    archive = [_entry(name, stat.S_IFDIR | 0o755) for name in _FOLDERS]
    archive.append(_entry('bin/busybox', stat.S_IFREG | 0o755, _busybox()))
    archive.append(_entry('init', stat.S_IFREG | 0o755, _INIT.read_bytes()))
    archive += [
        _entry(f'modules/{number:02d}-{name}.ko', stat.S_IFREG | 0o644, data)
        for number, (name, data) in enumerate(modules.items())]
    archive.append(_entry(_TRAILER, 0))
    pathlib.Path(path).write_bytes(gzip.compress(b''.join(archive), 1))


def _busybox():
    """Return the program that is all programs of the guest."""
    path = server.find_program('busybox', 'busybox-static')
    linked = subprocess.run(['ldd', path], capture_output=True, check=False)
    if linked.returncode == 0:
        raise server.ServiceError(f'{path} needs shared libraries: the tests '
                                  'need the one of the package '
                                  'busybox-static')
    return pathlib.Path(path).read_bytes()


def _entry(name, mode, data=b''):
    """Return a file as cpio's format "newc" has it."""
    fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
    head = b'070701' + b''.join(b'%08x' % field for field in fields)
    return _padded(head + name.encode() + b'\0') + _padded(data)


def _padded(data):
    return data + b'\0' * (-len(data) % 4)
