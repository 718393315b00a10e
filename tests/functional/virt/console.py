# SPDX-License-Identifier: Apache-2.0
"""What the guest itself says of its work: the lines on its console."""

import pathlib
import typing

_SECTOR = 512
_MARK = 'truth '


class Truth(typing.NamedTuple):
    """The guest's own counters at one moment."""

    round: int          # rounds of work that are done
    order: str          # what it was told to do: work or idle
    busy_seconds: float     # since it booted, in which it was not idle
    counters: dict      # by our names: disk.*, network.*


def read(path):
    """Return all that a console says, the oldest first."""
    return [_parse(line) for line in _lines(path) if line.startswith(_MARK)]


def other_lines(path):
    """Return what a console says besides: nothing, unless something broke."""
    return '\n'.join(line for line in _lines(path)
                     if not line.startswith(_MARK))


def _lines(path):
    try:
        text = pathlib.Path(path).read_bytes().decode(errors='replace')
    except FileNotFoundError:
        return []
    return text[:text.rfind('\n') + 1].splitlines()


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
