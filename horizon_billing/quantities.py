# SPDX-License-Identifier: Apache-2.0
"""Quantities in the units that people use, from the API's base units."""

import decimal

UPTIME = 'instance.uptime'
VCPU = 'vcpu.allocated'
MEMORY = 'memory.allocated'
DISK = 'disk.allocated'

_SECONDS_PER_HOUR = 3600
_MIB_PER_GIB = 1024
# Of a base unit: how many make one of the unit that prices name, and its name.
_PRICING_UNITS = {
    's': (_SECONDS_PER_HOUR, 'instance-hour'),
    'vCPU-s': (_SECONDS_PER_HOUR, 'vCPU-hour'),
    'MiB-s': (_MIB_PER_GIB * _SECONDS_PER_HOUR, 'GiB-hour'),
    'GiB-s': (_SECONDS_PER_HOUR, 'GiB-hour'),
}
_EXACT = decimal.Context(prec=100)


def in_pricing_unit(quantity, unit):
    """Return (quantity, unit) as people read them, such as vCPU-hours.

    A unit that is not known here is left alone.
    """
    divisor, name = _PRICING_UNITS.get(unit, (1, unit))
    return _EXACT.divide(quantity, decimal.Decimal(divisor)), name
