# SPDX-License-Identifier: Apache-2.0
"""Take what the hook wrote when guests stopped: the CPU time of their groups.

The hook's folder holds a file for each, ``UUID.ID``, of lines ``key value``.
"""

import contextlib
import os
import re
import stat
import typing

from oslo_log import log as logging

LOG = logging.getLogger(__name__)

_NAME = re.compile(r'([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
                   r'\.(-1|[0-9]{1,9})', re.ASCII)
_VERSION = 'billing-agent 1'
_LARGEST_FILE = 4096
_LARGEST_NS = 2 ** 63
# So many at once are no trouble; the others come in the next round.
_MOST = 1000


class Record(typing.NamedTuple):
    """What the hook wrote; None where it could not read the groups."""

    instance_id: str
    domain_id: int
    at_ns: int             # when the file was written
    vcpu_ns: int | None    # of the vCPUs
    cpu_ns: int | None     # of the whole QEMU


class Folder:
    """The hook's folder.

    Only what the hook has written there is touched. A folder that others may
    write in is not used at all.

    :param path: of the folder; it need not exist
    """

    def __init__(self, path):
        self._path = path
        self._warned = set()
        self._taken = {}

    def take(self):
        """Return [(Record, file name)] of the files not taken before."""
        try:
            names = os.listdir(self._path)
        except FileNotFoundError:
            return []
        except OSError as error:
            self._warn('folder', 'The hook writes to %s, which cannot be '
                       'read: %s', self._path, error.strerror)
            return []
        wanted = [name for name in names
                  if _NAME.fullmatch(name) and name not in self._taken]
        if not wanted or not self._is_private():
            return []
        return list(self._read(wanted[:_MOST]))

    def remove(self, name):
        """Remove a file whose record is saved elsewhere."""
        with contextlib.suppress(FileNotFoundError):
            try:
                os.unlink(os.path.join(self._path, name))
            except OSError as error:
                self._warn(name, '%s cannot be removed: %s', name,
                           error.strerror)
                return
        self._taken.pop(name, None)

    def _read(self, names):
        for name in names:
            self._taken[name] = True
            try:
                yield _read(os.path.join(self._path, name), name), name
            except (OSError, ValueError) as error:
                self._warn(name, '%s in %s is no record of the hook: %s',
                           name, self._path, error)

    def _is_private(self):
        found = os.stat(self._path)
        if (found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
                or found.st_uid not in (0, os.geteuid())):
            self._warn('private', 'Others than root may write to %s, so what '
                       'lies there is not used. "billing-agent '
                       '--install-hook" mends that.', self._path)
            return False
        return True

    def _warn(self, about, text, *arguments):
        if about not in self._warned and len(self._warned) < _MOST:
            self._warned.add(about)
            LOG.warning(text, *arguments)


def _read(path, name):
    """Return the Record in a file.

    :raises ValueError: it is none
    """
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
                   | os.O_CLOEXEC)
    with open(file, 'rb') as opened:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError('it is no file')
        text = opened.read(_LARGEST_FILE + 1)
    if len(text) > _LARGEST_FILE:
        raise ValueError('it is too long')
    return _record(text.decode('ascii'), name, found.st_mtime_ns)


def _record(text, name, at_ns):
    lines = text.splitlines()
    if not lines or lines[0] != _VERSION:
        raise ValueError('its first line is unknown')
    values = dict(line.partition(' ')[::2] for line in lines[1:])
    instance_id, domain_id = _NAME.fullmatch(name).groups()
    if (values.get('uuid'), values.get('id')) != (instance_id, domain_id):
        raise ValueError('it is about another guest')
    return Record(instance_id, int(domain_id), at_ns,
                  _nanoseconds(values.get('vcpu')),
                  _nanoseconds(values.get('cpu')))


def _nanoseconds(text):
    if not text:
        return None
    if not text.isdigit() or len(text) > 19 or int(text) >= _LARGEST_NS:
        raise ValueError('it names no CPU time')
    return int(text)
