# SPDX-License-Identifier: Apache-2.0
"""Ask libvirt for the statistics of guests: the only place that does."""

import libvirt

from billing_listener.agent import tracker

# Only what is billed, or shown to operators: each group costs time.
GROUPS = (libvirt.VIR_DOMAIN_STATS_STATE
          | libvirt.VIR_DOMAIN_STATS_CPU_TOTAL
          | libvirt.VIR_DOMAIN_STATS_BALLOON
          | libvirt.VIR_DOMAIN_STATS_VCPU
          | libvirt.VIR_DOMAIN_STATS_INTERFACE
          | libvirt.VIR_DOMAIN_STATS_BLOCK)
# Wait for nobody: leave out what cannot be had at once.
NOWAIT = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT
ACTIVE = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE
WAIT = 0


def read_all(connection):
    """Return a Sample of each active domain, at once.

    :raises libvirt.libvirtError: also where one of many QEMUs is just ending
    """
    return _samples(connection.getAllDomainStats(GROUPS, ACTIVE | NOWAIT))


def read_one(connection, instance_id, flags=NOWAIT):
    """Return the Sample of a domain, or None if libvirt gives none.

    :param flags: WAIT to have it complete, however long that takes
    :raises libvirt.libvirtError: there is no such domain, or it is ending
    """
    domain = connection.lookupByUUIDString(instance_id)
    found = _samples(connection.domainListGetStats([domain], GROUPS, flags))
    return found[0] if found else None


def read_each(connection, instance_ids):
    """Return Samples of some domains at once; those that fail are left out.

    :raises libvirt.libvirtError: the connection is broken
    """
    found = []
    for instance_id in instance_ids:
        try:
            sample = read_one(connection, instance_id)
        except libvirt.libvirtError as error:
            if not is_about_domain(error):
                raise
        else:
            found += [sample] if sample else []
    return found


def active_ids(connection):
    """Return the ids of the instances that are active."""
    return [domain.UUIDString() for domain in connection.listAllDomains(
        libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE)]


def is_about_domain(error):
    """Tell whether an error is that of a domain, not of the connection."""
    return error.get_error_domain() != libvirt.VIR_FROM_RPC and (
        error.get_error_code() not in _OF_CONNECTION)


_OF_CONNECTION = frozenset({
    libvirt.VIR_ERR_INVALID_CONN, libvirt.VIR_ERR_NO_CONNECT,
    libvirt.VIR_ERR_RPC, libvirt.VIR_ERR_AUTH_FAILED})


def _samples(answer):
    return [tracker.Sample(domain.UUIDString(), domain.ID(), stats)
            for domain, stats in answer]
