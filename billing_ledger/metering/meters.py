# SPDX-License-Identifier: Apache-2.0
"""The meters: what is counted, in which unit, and priced per what."""

import typing

CPU_USED = 'cpu.used'
COMPUTE = 'compute'
DISK = 'disk'
SECONDS_PER_HOUR = 3600
NS_PER_HOUR = 3600 * 10 ** 9
MIB_PER_GIB = 1024
BYTES_PER_GIB = 2 ** 30
MILLION = 10 ** 6


class Meter(typing.NamedTuple):
    """A quantity that an instance accrues.

    ``unit`` is the base unit of quantities, ``pricing_unit`` the one that
    prices name; the latter holds ``per_pricing_unit`` of the former.

    What is allocated accrues while a host holds the instance: ``attribute``
    of a Holding each second (None: 1), in the states that the operator's
    policy ``billed_by`` names. What is used is counted by libvirt, under the
    meter's name in facts.reading.COUNTERS.
    """

    name: str
    unit: str
    pricing_unit: str
    per_pricing_unit: int
    description: str
    billed_by: str | None = None
    attribute: str | None = None

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

COUNTED_METERS = (
    Meter(name=CPU_USED, unit='ns', pricing_unit='vCPU-hour',
          per_pricing_unit=NS_PER_HOUR,
          description='CPU time that the guest used, without the emulator'),
    Meter(name='memory.used', unit='B-s', pricing_unit='GiB-hour',
          per_pricing_unit=BYTES_PER_GIB * SECONDS_PER_HOUR,
          description='Memory that the guest had in use'),
    Meter(name='disk.stored', unit='B-s', pricing_unit='GiB-hour',
          per_pricing_unit=BYTES_PER_GIB * SECONDS_PER_HOUR,
          description='Disk space that its files took on the host'),
    Meter(name='disk.read.bytes', unit='B', pricing_unit='GiB',
          per_pricing_unit=BYTES_PER_GIB,
          description='Bytes that it read from its disks'),
    Meter(name='disk.write.bytes', unit='B', pricing_unit='GiB',
          per_pricing_unit=BYTES_PER_GIB,
          description='Bytes that it wrote to its disks'),
    Meter(name='disk.read.requests', unit='request',
          pricing_unit='million requests', per_pricing_unit=MILLION,
          description='Requests to read from its disks'),
    Meter(name='disk.write.requests', unit='request',
          pricing_unit='million requests', per_pricing_unit=MILLION,
          description='Requests to write to its disks'),
    Meter(name='network.incoming.bytes', unit='B', pricing_unit='GiB',
          per_pricing_unit=BYTES_PER_GIB,
          description='Bytes that it received from the network'),
    Meter(name='network.outgoing.bytes', unit='B', pricing_unit='GiB',
          per_pricing_unit=BYTES_PER_GIB,
          description='Bytes that it sent to the network'),
)

# Those of instances; metering/catalog.py knows of others.
BUILT_IN = {meter.name: meter
            for meter in (*ALLOCATION_METERS, *COUNTED_METERS)}
METERS = dict(BUILT_IN)


def use(others):
    """Let METERS be the built-in meters and others.

    A process has one configuration, and so one set of meters.

    :param others: mapping of names to meters
    """
    METERS.update(others)
    for name in METERS.keys() - BUILT_IN.keys() - others.keys():
        del METERS[name]
