# SPDX-License-Identifier: Apache-2.0
"""Two libvirt hosts with a tiny guest, on one machine and without KVM.

A host is a set of namespaces (network, mounts, host name, cgroups) with a
libvirtd of its own; QEMU emulates the guest, which works in a known way and
prints its own counters on its console::

    with Lab() as lab:
        guest = lab.new_guest(instance_id)
        guest.start('cmp1')
        guest.migrate('cmp2')
        guest.tell('idle')
        print(guest.report())

Needs root, because namespaces of this kind do.
"""

from tests.functional.virt.guest import Guest
from tests.functional.virt.lab import Lab

__all__ = ['Guest', 'Lab']
