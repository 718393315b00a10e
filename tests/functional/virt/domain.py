# SPDX-License-Identifier: Apache-2.0
"""The guest as libvirt gets it: like a Nova instance, but tiny."""

import string

PROJECT = 'c5488c8cbe644d8eaf762e13c814a55c'
USER = '0e2d89b1c5e2419c8693e6d5eb51921d'

_NOVA = """\
  <metadata>
    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
      <nova:package version="34.0.0"/>
      <nova:name>$display_name</nova:name>
      <nova:creationTime>2026-11-22 06:00:00</nova:creationTime>
      <nova:flavor name="small">
        <nova:memory>$memory_mb</nova:memory>
        <nova:disk>1</nova:disk>
        <nova:swap>0</nova:swap>
        <nova:ephemeral>0</nova:ephemeral>
        <nova:vcpus>1</nova:vcpus>
      </nova:flavor>
      <nova:owner>
        <nova:user uuid="$user">demo</nova:user>
        <nova:project uuid="$project">demo</nova:project>
      </nova:owner>
    </nova:instance>
  </metadata>
"""
_DOMAIN = string.Template("""\
<domain type="qemu">
  <name>$name</name>
  <uuid>$instance_id</uuid>
$metadata  <memory unit="MiB">$memory_mb</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch="x86_64" machine="pc">hvm</type>
    <kernel>$folder/vmlinuz</kernel>
    <initrd>$folder/initramfs.gz</initrd>
    <cmdline>console=ttyS0 quiet panic=1 ipv6.disable=1 $words</cmdline>
  </os>
  <features><acpi/></features>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type="file" device="disk">
      <driver name="qemu" type="raw" cache="$cache"/>
      <source file="$disk"/>
      <target dev="vda" bus="virtio"/>
    </disk>
    <interface type="bridge">
      <mac address="$mac"/>
      <source bridge="br0"/>
      <model type="virtio"/>
    </interface>
    <serial type="file">
      <source path="$console" append="on"/>
    </serial>
    <memballoon model="virtio"><stats period="10"/></memballoon>
  </devices>
</domain>
""")


def xml(nova=True, **values):
    """Return the domain XML of a guest.

    :param nova: whether it carries Nova's metadata
    :param values: name, instance_id, folder (of kernel and initramfs), words
                   (for the kernel's command line), disk, cache, mac,
                   console, memory_mb
    """
    metadata = string.Template(_NOVA).substitute(
        values, display_name=values['name'], project=PROJECT,
        user=USER) if nova else ''
    return _DOMAIN.substitute(values, metadata=metadata)
