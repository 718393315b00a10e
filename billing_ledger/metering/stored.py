# SPDX-License-Identifier: Apache-2.0
"""The meters of images, volumes, snapshots and floating IP addresses."""

from billing_ledger.facts import cinder
from billing_ledger.facts import glance
from billing_ledger.facts import neutron
from billing_ledger.metering import meters
from billing_ledger.metering.resource_meter import ResourceMeter


class ImageStored(ResourceMeter):
    """Images, by the bytes that Glance keeps of them."""

    name = 'image.stored'
    unit = 'B-s'
    pricing_unit = 'GiB-hour'
    per_pricing_unit = meters.BYTES_PER_GIB * meters.SECONDS_PER_HOUR
    description = 'Size of images and of snapshots of instances'
    kind = glance.KIND
    prefix = 'image'

    def read(self, envelope):
        return glance.read_image(envelope)


class VolumeStored(ResourceMeter):
    """Volumes, by their size, however much of it is written."""

    name = 'volume.stored'
    unit = 'GiB-s'
    pricing_unit = 'GiB-hour'
    per_pricing_unit = meters.SECONDS_PER_HOUR
    description = 'Size of volumes'
    kind = cinder.VOLUME
    prefix = 'volume'

    def read(self, envelope):
        return cinder.read_volume(envelope)


class SnapshotStored(ResourceMeter):
    """Snapshots, by the size that the volume had."""

    name = 'snapshot.stored'
    unit = 'GiB-s'
    pricing_unit = 'GiB-hour'
    per_pricing_unit = meters.SECONDS_PER_HOUR
    description = 'Size of the volumes that snapshots were made of'
    kind = cinder.SNAPSHOT
    prefix = 'snapshot'

    def read(self, envelope):
        return cinder.read_snapshot(envelope)


class FloatingIP(ResourceMeter):
    """Floating IP addresses, in use or not."""

    name = 'ip.floating'
    unit = 'address-s'
    pricing_unit = 'address-hour'
    per_pricing_unit = meters.SECONDS_PER_HOUR
    description = 'Floating IP addresses, in use or not'
    kind = neutron.KIND
    prefix = 'floatingip'

    def read(self, envelope):
        return neutron.read_floating_ip(envelope)


STORED_METERS = (ImageStored(), VolumeStored(), SnapshotStored(),
                 FloatingIP())
