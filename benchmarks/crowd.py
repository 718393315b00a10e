# SPDX-License-Identifier: Apache-2.0
"""Many tiny guests on a host: they do nothing, but libvirt counts them."""

import string
import uuid

import libvirt

_DISK_BYTES = 1024 ** 2
_XML = string.Template("""\
<domain type="qemu">
  <name>instance-$number</name>
  <uuid>$instance_id</uuid>
  <metadata>
    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
      <nova:name>crowd</nova:name>
    </nova:instance>
  </metadata>
  <memory unit="MiB">16</memory>
  <vcpu>1</vcpu>
  <os><type arch="x86_64" machine="pc">hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type="file" device="disk">
      <driver name="qemu" type="raw"/>
      <source file="$disk"/>
      <target dev="vda" bus="virtio"/>
    </disk>
    <interface type="bridge">
      <source bridge="br0"/>
      <model type="virtio"/>
    </interface>
    <memballoon model="virtio"><stats period="10"/></memballoon>
  </devices>
</domain>
""")


def start(host, count, folder):
    """Start guests on a host of tests.functional.virt, paused.

    :param folder: where their disks lie
    """
    connection = host.connect()
    for number in range(count):
        disk = folder / f'crowd{number}.img'
        with open(disk, 'wb') as file:
            file.truncate(_DISK_BYTES)
        connection.createXML(
            _XML.substitute(number=f'{number:08x}', disk=disk,
                            instance_id=uuid.uuid4()),
            libvirt.VIR_DOMAIN_START_PAUSED)
    connection.close()
