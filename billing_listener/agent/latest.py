# SPDX-License-Identifier: Apache-2.0
"""The newest counters of all runs, written down after each poll.

Two files take turns, so that one of them is whole whenever the agent is
killed; each begins with a line that says how long its text is, and its sum.
Nothing is forced to the disk, which would cost more than the poll: this is for
an agent that is killed, and the states in the spool are for a machine that is.
"""

import os
import pathlib
import threading
import zlib

from oslo_log import log as logging

LOG = logging.getLogger(__name__)

_FILES = ('newest.0', 'newest.1')
_LARGEST = 64 * 1024 ** 2


class Latest:
    """A text that is replaced again and again.

    :param folder: where the files lie
    :raises OSError: they cannot be opened
    """

    def __init__(self, folder):
        self._paths = [pathlib.Path(folder, name) for name in _FILES]
        found = [_read(path) for path in self._paths]
        self._number, self._text = max(
            [each for each in found if each is not None], default=(0, None))
        self._lock = threading.Lock()
        self._files = []
        for path in self._paths:
            self._files.append(os.open(
                path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))

    def read(self):
        """Return the text that was there at first, or None."""
        return self._text

    def write(self, text):
        """Put another text, in ASCII, in its place."""
        data = text.encode('ascii')
        with self._lock:
            self._number += 1
            try:
                if self._files:
                    os.pwrite(self._files[self._number % 2],
                              _head(self._number, data) + data, 0)
            except OSError as error:
                # The spool is on the same disk, and there it is said aloud.
                LOG.debug('The newest counters are not written: %s', error)

    def close(self):
        """Close the files; what is written later is left out."""
        with self._lock:
            while self._files:
                os.close(self._files.pop())


def _head(number, data):
    return b'%d %d %d\n' % (number, len(data), zlib.crc32(data))


def _read(path):
    """Return (number, text) of a file that is whole, or None."""
    try:
        with open(path, 'rb') as file:
            head, _, data = file.read(_LARGEST).partition(b'\n')
        number, length, _ = map(int, head.split())
        data = data[:length]
        if number > 0 and head + b'\n' == _head(number, data):
            return number, data.decode('ascii')
    except (OSError, ValueError):
        pass
    return None
