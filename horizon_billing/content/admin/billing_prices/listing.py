# SPDX-License-Identifier: Apache-2.0
"""Prices with the names of the projects and users that they speak of."""

import typing

from horizon import exceptions
from openstack_dashboard import api

from horizon_billing import prices
from horizon_billing import words

# More users than these are shown by their ids: each name is a call.
MOST_USERS = 20


class ListedPrice(typing.NamedTuple):
    """A row of the table of prices."""

    id: str
    price: prices.Price
    state: prices.State
    project: str | None      # name or id
    by: str | None           # name or id of who set it

    @property
    def display(self):
        """What the price is called where it is spoken of."""
        return ' '.join(map(str, (
            self.price.meter_name, self.price.price, self.price.per)))


def of(request, found, now):
    """Return a ListedPrice for each Price."""
    projects = {}
    if any(price.project_id for price in found):
        projects = project_names(request)
    users = user_names(request, {price.created_by for price in found
                                 if price.created_by})
    return [ListedPrice(price.id, price, price.state(now),
                        projects.get(price.project_id, price.project_id),
                        users.get(price.created_by, price.created_by))
            for price in found]


def in_words(price, project_names):
    """Return a sentence that tells a price from all others."""
    project = project_names.get(price.project_id, price.project_id)
    return ' '.join(map(str, (
        price.meter_name, price.price, price.per, '\N{EN DASH}',
        words.for_whom(project, price.flavor))))


def project_names(request):
    """Return the names of projects by id; {} where Keystone tells none."""
    try:
        projects, _more = api.keystone.tenant_list(request)
    except Exception:
        exceptions.handle(request, ignore=True)
        return {}
    return {project.id: project.name for project in projects}


def flavor_names(request):
    """Return the names of Nova's flavors; [] where Nova tells none."""
    if not api.base.is_service_enabled(request, 'compute'):
        return []
    try:
        flavors = api.nova.flavor_list(request, is_public=None)
    except Exception:
        exceptions.handle(request, ignore=True)
        return []
    return sorted(flavor.name for flavor in flavors)


def user_names(request, user_ids):
    """Return the names of users by id, as far as Keystone tells them."""
    names = {request.user.id: request.user.username}
    for user_id in sorted(user_ids - names.keys())[:MOST_USERS]:
        try:
            names[user_id] = api.keystone.user_get(request, user_id).name
        except Exception:
            exceptions.handle(request, ignore=True)
    return names
