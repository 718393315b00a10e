# SPDX-License-Identifier: Apache-2.0
"""What runs used, in units that people read: for tables alone.

Programs, to which cliff gives ``machine_readable``, get what the API wrote.
"""

import decimal

from cliff import columns

HOUR = 3600
GIB = 2 ** 30
_NANO = 10 ** 9
_SIZES = ('B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB')
_CENT = decimal.Decimal('0.01')
_ID_LENGTH = 8
_SECONDS_LENGTH = len('2026-11-22T06:27:59')


class CpuTime(columns.FormattableColumn):
    """Nanoseconds, as hours of one CPU."""

    def human_readable(self):
        return f'{_rounded(self._value, HOUR * _NANO)} vCPU-h'


class Memory(columns.FormattableColumn):
    """Bytes times seconds, as GiB times hours."""

    def human_readable(self):
        return f'{_rounded(self._value, HOUR * GIB)} GiB-h'


class Size(columns.FormattableColumn):
    """Bytes, as the largest unit of which there is one."""

    def human_readable(self):
        value = int(self._value)
        power = min(max(value.bit_length() - 1, 0) // 10, len(_SIZES) - 1)
        if not power:
            return f'{value} B'
        return f'{_rounded(value, 1024 ** power)} {_SIZES[power]}'


class Time(columns.FormattableColumn):
    """A time of the API, to the second; it is in UTC."""

    def human_readable(self):
        return (self._value or '')[:_SECONDS_LENGTH]


class HostId(columns.FormattableColumn):
    """The id of a host; its beginning tells it from others."""

    def human_readable(self):
        return (self._value or '')[:_ID_LENGTH]


_COLUMNS = {
    'host_id': HostId, 'start': Time, 'end': Time,
    'cpu.used': CpuTime, 'memory.used': Memory,
    'disk.read.bytes': Size, 'disk.write.bytes': Size,
    'network.incoming.bytes': Size, 'network.outgoing.bytes': Size,
}


def for_people(row):
    """Return a row that is short in tables, and exact for programs."""
    return {name: _COLUMNS[name](value) if name in _COLUMNS else value
            for name, value in row.items()}


def _rounded(value, divisor):
    """Return a quotient with two decimals; a little is never shown as 0."""
    exact = decimal.Decimal(int(value)) / divisor
    rounded = exact.quantize(_CENT)
    return f'<{_CENT}' if exact and not rounded else f'{rounded:,}'
