# SPDX-License-Identifier: Apache-2.0
"""Who may read about an instance, and what they learn of its hosts."""

import hashlib

from werkzeug import exceptions

from billing_ledger.policies import timeline as policy


def not_found(instance_id):
    """Return the error for whatever instance somebody may not read about.

    It is the same whether or not there is one: nobody may probe for others'.
    """
    return exceptions.NotFound(
        f'There is no instance {instance_id} in your project.')


def may_read(caller, rule, segments):
    """Tell whether a rule lets a caller read about all of a timeline."""
    return bool(segments) and all(
        caller.may(rule, project_id)
        for project_id in {segment.project_id for segment in segments})


def sees_hosts(caller, project_id):
    """Tell whether a caller may know the hosts of a project's instances."""
    return caller.may(policy.HOSTS, project_id)


def host_id(project_id, host):
    """Return what stands for a host towards a project, or None without one.

    It is the hostId that Nova shows to users: it tells hosts apart and names
    none, and no two projects can compare theirs.
    """
    if project_id is None or host is None:
        return None
    return hashlib.sha224((project_id + host).encode()).hexdigest()
