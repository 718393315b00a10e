# SPDX-License-Identifier: Apache-2.0
"""The meters: what is counted, in which unit, and priced per what.

A package adds meters of its own with entry points in the group
``billing.meters``; each names a Meter.
"""

import typing

COMPUTE = 'compute'
DISK = 'disk'
SECONDS_PER_HOUR = 3600
MIB_PER_GIB = 1024


class Meter(typing.NamedTuple):
    """A quantity that an instance accrues while a host holds it.

    ``unit`` is the base unit of quantities, ``pricing_unit`` the one that
    prices name; the latter holds ``per_pricing_unit`` of the former.
    ``attribute`` of a Holding is what accrues each second (None: 1), in the
    states that the operator's policy ``billed_by`` names.
    """

    name: str
    unit: str
    pricing_unit: str
    per_pricing_unit: int
    billed_by: str
    attribute: str | None
    description: str

    def per_second(self, holding):
        """Return the base units that accrue each second."""
        if self.attribute is None:
            return 1
        return getattr(holding, self.attribute)


ALLOCATION_METERS = (
    Meter(name='instance.uptime', unit='s', pricing_unit='instance-hour',
          per_pricing_unit=SECONDS_PER_HOUR, billed_by=COMPUTE,
          attribute=None,
          description='Time during which an instance held a place on a host'),
    Meter(name='vcpu.allocated', unit='vCPU-s', pricing_unit='vCPU-hour',
          per_pricing_unit=SECONDS_PER_HOUR, billed_by=COMPUTE,
          attribute='vcpus',
          description='Virtual CPUs of the flavor, while allocated'),
    Meter(name='memory.allocated', unit='MiB-s', pricing_unit='GiB-hour',
          per_pricing_unit=MIB_PER_GIB * SECONDS_PER_HOUR, billed_by=COMPUTE,
          attribute='memory_mb',
          description='Memory of the flavor, while allocated'),
    Meter(name='disk.allocated', unit='GiB-s', pricing_unit='GiB-hour',
          per_pricing_unit=SECONDS_PER_HOUR, billed_by=DISK,
          attribute='disk_gb',
          description='Root and ephemeral disk of the flavor, while it lies '
                      'on a host'),
)

METERS = {meter.name: meter for meter in ALLOCATION_METERS}
