# SPDX-License-Identifier: Apache-2.0
"""The words for what the API calls by technical names."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

METERS = {
    'instance.uptime': gettext_lazy('Instance uptime'),
    'vcpu.allocated': gettext_lazy('vCPUs'),
    'memory.allocated': gettext_lazy('Memory'),
    'disk.allocated': gettext_lazy('Disk'),
}

PRICING_UNITS = {
    'instance-hour': gettext_lazy('instance-hour'),
    'vCPU-hour': gettext_lazy('vCPU-hour'),
    'GiB-hour': gettext_lazy('GiB-hour'),
}

QUANTITY_UNITS = {
    'instance-hour': gettext_lazy('instance-hours'),
    'vCPU-hour': gettext_lazy('vCPU-hours'),
    'GiB-hour': gettext_lazy('GiB-hours'),
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
