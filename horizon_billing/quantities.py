# SPDX-License-Identifier: Apache-2.0
"""Quantities in the units that people use, from the API's base units."""

import decimal

UPTIME = 'instance.uptime'
VCPU = 'vcpu.allocated'
MEMORY = 'memory.allocated'
DISK = 'disk.allocated'
CPU_USED = 'cpu.used'
MEMORY_USED = 'memory.used'
DISK_STORED = 'disk.stored'
DISK_READ = 'disk.read.bytes'
DISK_WRITTEN = 'disk.write.bytes'
READ_REQUESTS = 'disk.read.requests'
WRITE_REQUESTS = 'disk.write.requests'
RECEIVED = 'network.incoming.bytes'
SENT = 'network.outgoing.bytes'
REQUEST = 'request'

_SECONDS_PER_HOUR = 3600
_NS_PER_HOUR = 3600 * 10 ** 9
_MIB_PER_GIB = 1024
_BYTES_PER_GIB = 2 ** 30
# What the agents count has the meters' names, and these base units.
COUNTED = {
    CPU_USED: 'ns',
    MEMORY_USED: 'B-s',
    DISK_STORED: 'B-s',
    DISK_READ: 'B',
    DISK_WRITTEN: 'B',
    READ_REQUESTS: REQUEST,
    WRITE_REQUESTS: REQUEST,
    RECEIVED: 'B',
    SENT: 'B',
}
# What each instance has, if it used anything at all.
OF_INSTANCES = frozenset((UPTIME, VCPU, MEMORY, DISK, *COUNTED))
# Of a base unit: how many make one of the unit that prices name, and its name.
_PRICING_UNITS = {
    's': (_SECONDS_PER_HOUR, 'instance-hour'),
    'vCPU-s': (_SECONDS_PER_HOUR, 'vCPU-hour'),
    'MiB-s': (_MIB_PER_GIB * _SECONDS_PER_HOUR, 'GiB-hour'),
    'GiB-s': (_SECONDS_PER_HOUR, 'GiB-hour'),
    'ns': (_NS_PER_HOUR, 'vCPU-hour'),
    'B-s': (_BYTES_PER_GIB * _SECONDS_PER_HOUR, 'GiB-hour'),
    'B': (_BYTES_PER_GIB, 'GiB'),
    REQUEST: (10 ** 6, 'million requests'),
    'address-s': (_SECONDS_PER_HOUR, 'address-hour'),
}
_EXACT = decimal.Context(prec=100)


def in_pricing_unit(quantity, unit):
    """Return (quantity, unit) as people read them, such as vCPU-hours.

    A composite meter's base unit says what part it is of what prices name,
    as in WAC/3600. Any other unit that is not known here is left alone.
    """
    name, _, parts = unit.rpartition('/')
    if name and parts.isdecimal() and int(parts):
        divisor = int(parts)
    else:
        divisor, name = _PRICING_UNITS.get(unit, (1, unit))
    return _EXACT.divide(quantity, decimal.Decimal(divisor)), name
