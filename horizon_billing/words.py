# SPDX-License-Identifier: Apache-2.0
"""The words for what the API calls by technical names."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

METERS = {
    'instance.uptime': gettext_lazy('Instance uptime'),
    'vcpu.allocated': gettext_lazy('vCPUs'),
    'memory.allocated': gettext_lazy('Memory'),
    'disk.allocated': gettext_lazy('Disk'),
    'cpu.used': gettext_lazy('CPU time used'),
    'memory.used': gettext_lazy('Memory used'),
    'disk.stored': gettext_lazy('Disk space used'),
    'disk.read.bytes': gettext_lazy('Read from disk'),
    'disk.write.bytes': gettext_lazy('Written to disk'),
    'disk.read.requests': gettext_lazy('Disk read requests'),
    'disk.write.requests': gettext_lazy('Disk write requests'),
    'network.incoming.bytes': gettext_lazy('Network traffic in'),
    'network.outgoing.bytes': gettext_lazy('Network traffic out'),
    'image.stored': gettext_lazy('Images'),
    'volume.stored': gettext_lazy('Volumes'),
    'snapshot.stored': gettext_lazy('Volume snapshots'),
    'ip.floating': gettext_lazy('Floating IP addresses'),
}

PRICING_UNITS = {
    'instance-hour': gettext_lazy('instance-hour'),
    'vCPU-hour': gettext_lazy('vCPU-hour'),
    'GiB-hour': gettext_lazy('GiB-hour'),
    'GiB': gettext_lazy('GiB'),
    'million requests': gettext_lazy('million requests'),
    'address-hour': gettext_lazy('address-hour'),
}

QUANTITY_UNITS = {
    'instance-hour': gettext_lazy('instance-hours'),
    'vCPU-hour': gettext_lazy('vCPU-hours'),
    'GiB-hour': gettext_lazy('GiB-hours'),
    'GiB': gettext_lazy('GiB'),
    'million requests': gettext_lazy('million requests'),
    'request': gettext_lazy('requests'),
    'address-hour': gettext_lazy('address-hours'),
}

STATES = {
    'active': gettext_lazy('Active'),
    'building': gettext_lazy('Building'),
    'deleted': gettext_lazy('Deleted'),
    'error': gettext_lazy('Error'),
    'paused': gettext_lazy('Paused'),
    'rescued': gettext_lazy('Rescued'),
    'resized': gettext_lazy('Resized'),
    'shelved': gettext_lazy('Shelved'),
    'shelved_offloaded': gettext_lazy('Shelved Offloaded'),
    'soft-delete': gettext_lazy('Soft Deleted'),
    'stopped': gettext_lazy('Shut Off'),
    'suspended': gettext_lazy('Suspended'),
}


def meter(name):
    """Return what a meter is called; an unknown one keeps its name."""
    return METERS.get(name, name)


def meter_order(name):
    """Return the key by which meters are listed."""
    known = list(METERS)
    return known.index(name) if name in known else len(known), name


def pricing_unit(name):
    """Return what a unit of a price is called."""
    return PRICING_UNITS.get(name, name)


def quantity_unit(name):
    """Return what many of a unit of a price are called."""
    return QUANTITY_UNITS.get(name, name)


def per(unit):
    """Return words such as ``per vCPU-hour``."""
    return _('per %(unit)s') % {'unit': pricing_unit(unit)}


def state(name):
    """Return what Nova's state of an instance is called."""
    return STATES.get(name, name)


def host(place):
    """Return what a Host is called; who may not know it reads its number."""
    # A no-break space keeps the two in one line.
    return place.name or _('Host\N{NO-BREAK SPACE}%(number)s') % {
        'number': place.number}


def known(run):
    """Return how well is known what a Run used, and whether it is billed."""
    if not run.billed:
        return _('not billed')
    return {True: _('exact'), False: _('estimated'),
            None: _('so far')}[run.exact]


def for_whom(project, flavor):
    """Return words for those to whom a price applies.

    :param project: the project's name, or None for all projects
    :param flavor: the flavor's name, or None for all flavors
    """
    if project and flavor:
        return _('Project %(project)s, flavor %(flavor)s') % {
            'project': project, 'flavor': flavor}
    if project:
        return _('Project %(project)s') % {'project': project}
    if flavor:
        return _('Flavor %(flavor)s') % {'flavor': flavor}
    return _('Everyone')
