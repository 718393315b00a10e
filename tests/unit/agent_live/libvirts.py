# SPDX-License-Identifier: Apache-2.0
"""A libvirt for tests that answers what it is told to."""

import libvirt

from tests.unit.agent_live.samples import INSTANCE

NOVA_XML = ('<domain><metadata><n:instance xmlns:n='
            '"http://openstack.org/xmlns/libvirt/nova/1.1"/></metadata>'
            '<devices><interface><mac address="fa:16:3e:00:00:01"/>'
            '<target dev="vnet0"/></interface></devices></domain>')
OTHER_XML = '<domain/>'


def error(code, domain=libvirt.VIR_FROM_QEMU, text='it failed'):
    """Return an error as libvirt raises it."""
    made = libvirt.libvirtError(text)
    made.err = (code, domain, text, 2, None, None, None, -1, -1)
    return made


GONE = error(libvirt.VIR_ERR_NO_DOMAIN)
DYING = error(libvirt.VIR_ERR_SYSTEM_ERROR)       # code 38
BROKEN = error(libvirt.VIR_ERR_SYSTEM_ERROR, libvirt.VIR_FROM_RPC,
               'End of file while reading data')


class Domain:
    """A guest."""

    def __init__(self, instance_id=INSTANCE, domain_id=7, xml=NOVA_XML,
                 stats=None):
        self._instance_id = instance_id
        self._domain_id = domain_id
        self._xml = xml
        self.stats = stats or {'state.state': 1}

    def UUIDString(self):
        return self._instance_id

    def ID(self):
        return self._domain_id

    def name(self):
        return f'instance-{self._domain_id}'

    def XMLDesc(self):
        return self._xml


class Link:
    """Stands for a Link and for its connection.

    ``failures`` are what the next questions meet, None for success.
    """

    def __init__(self, *domains):
        self.domains = list(domains)
        self.failures = []
        self.opened = 0
        self.asked = []

    def get(self):
        self.opened += 1
        return self

    def close(self):
        self.asked.append('close')

    def getAllDomainStats(self, groups, flags):
        self._ask('all')
        return [(domain, domain.stats) for domain in self.domains]

    def domainListGetStats(self, domains, groups, flags):
        self._ask('some' if flags else 'wait')
        return [(domain, domain.stats) for domain in domains]

    def lookupByUUIDString(self, instance_id):
        for domain in self.domains:
            if domain.UUIDString() == instance_id:
                return domain
        raise GONE

    def listAllDomains(self, flags):
        return self.domains

    def _ask(self, what):
        self.asked.append(what)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
