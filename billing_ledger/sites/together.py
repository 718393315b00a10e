# SPDX-License-Identifier: Apache-2.0
"""Refuse sites that cannot be taken together; pure."""

import itertools

from billing_ledger import exception


def in_order(sites):
    """Return Sites by region, so that the order of files changes nothing.

    :raises SitesDisagree: there is none, a region is there twice, the months
                           differ, or the same statement is in two of them
    """
    if not sites:
        raise exception.SitesDisagree(reason='There is no site.')
    found = sorted(sites, key=lambda site: site.region)
    for one, other in itertools.pairwise(found):
        if one.region == other.region:
            raise exception.SitesDisagree(
                reason=f'Region {one.region} is there twice. Each ledger '
                       'needs a [billing] region of its own.')
        if one.month != other.month:
            raise exception.SitesDisagree(
                reason=f'{one.region} is of {one.month}, {other.region} of '
                       f'{other.month}.')
    _refuse_shared_resources(found)
    return found


def _refuse_shared_resources(sites):
    """A resource is in one region: else a ledger was exported twice.

    An image's id is its owner's choice, and may be the same everywhere.
    """
    seen = {}
    for site in sites:
        for resource_id in {line.resource_id for each in site.statements
                            for line in each.lines if line.resource_id
                            and line.resource_group != 'image'}:
            region = seen.setdefault(resource_id, site.region)
            if region != site.region:
                raise exception.SitesDisagree(
                    reason=f'Both {region} and {site.region} charge for '
                           f'resource {resource_id}: they seem to be the '
                           'same ledger.')
