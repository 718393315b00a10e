# SPDX-License-Identifier: Apache-2.0
"""What the guest itself says of its work: the lines on its console."""

import pathlib
import typing

from tests.functional.services import server

_SECTOR = 512
_MARK = 'truth '


class Truth(typing.NamedTuple):
    """The guest's own counters at one moment."""

    round: int          # rounds of work that are done
    order: str          # what it was told to do: work or idle
    busy_seconds: float     # since it booted, in which it was not idle
    counters: dict      # by our names: disk.*, network.*


class Console:
    """The console of one guest.

    :param path: the file that QEMU, or each of several, appends to
    """

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self._read = 0
        self._truths = []

    def truths(self):
        """Return all counters that the guest has printed, oldest first.

        :raises ServiceError: it has lost its memory
        """
        for line in self._new_lines():
            if not line.startswith(_MARK):
                continue
            truth = _parse(line)
            if self._truths and truth.round < self._truths[-1].round:
                raise server.ServiceError('the guest has died, and begun '
                                          f'anew:\n{self.tail()}')
            self._truths.append(truth)
        return self._truths

    def tail(self):
        """Return the end of the console as text, for people."""
        try:
            return self.path.read_bytes().decode(errors='replace')[-4000:]
        except FileNotFoundError:
            return 'Its console is empty.'

    def _new_lines(self):
        try:
            with open(self.path, 'rb') as file:
                file.seek(self._read)
                text = file.read()
        except FileNotFoundError:
            return []
        text = text[:text.rfind(b'\n') + 1]
        self._read += len(text)
        return text.decode(errors='replace').splitlines()


def _parse(line):
    words = dict(word.split('=') for word in line.split()[1:])
    return Truth(
        int(words['round']), words['order'],
        float(words['up']) - float(words['idle']),
        {'disk.read.bytes': int(words['read_sectors']) * _SECTOR,
         'disk.write.bytes': int(words['write_sectors']) * _SECTOR,
         'disk.read.requests': int(words['read_requests']),
         'disk.write.requests': int(words['write_requests']),
         'network.incoming.bytes': int(words['rx_bytes']),
         'network.outgoing.bytes': int(words['tx_bytes'])})
