# SPDX-License-Identifier: Apache-2.0
"""Calls of the billing service, with the token of the user who asks."""

from django.conf import settings as django_settings
from keystoneauth1 import session as ks_session
from keystoneauth1 import token_endpoint
from openstack_auth import utils as auth_utils
from openstack_dashboard.api import base

from billing_ledger.client import v1
from horizon_billing import bill
from horizon_billing import prices
from horizon_billing import settings
from horizon_billing import used

SERVICE_TYPE = 'billing'
BY_INSTANCE = ('resource',)
BY_INSTANCE_AND_METER = ('resource', 'meter')
BY_DAY = ('day',)


def client(request):
    """Return a client that acts for the user, in the user's region.

    :raises ServiceCatalogException: no billing service in that region
    """
    endpoint = base.url_for(request, SERVICE_TYPE)
    session = ks_session.Session(
        auth=token_endpoint.Token(endpoint, request.user.token.id),
        verify=_verify(),
        timeout=settings.api_timeout(),
        original_ip=auth_utils.get_client_ip(request),
        app_name='horizon-billing')
    return v1.Client(session=session, service_type=SERVICE_TYPE,
                     region_name=request.user.services_region,
                     endpoint_override=endpoint)


def bill_get(request, start=None, end=None):
    """Return the Bill of the user's project.

    :param start: aware datetime; default: the beginning of this month
    :param end: aware datetime; default: now
    """
    billing = client(request)
    project_id = request.user.project_id
    charges = billing.charges.list(start=start, end=end,
                                   project_id=project_id,
                                   group_by=BY_INSTANCE)
    # The others are asked for exactly the period of the first, whose end was
    # perhaps the moment of asking.
    period = {'start': charges.start, 'end': charges.end,
              'project_id': project_id}
    daily = billing.charges.list(group_by=BY_DAY, **period)
    usage = billing.usage.list(group_by=BY_INSTANCE_AND_METER, **period)
    return bill.make(usage, charges, daily)


def instance_bill(request, instance_id, start=None, end=None):
    """Return the InstanceBill of one instance of the project."""
    billing = client(request)
    filters = {'project_id': request.user.project_id,
               'resource_id': instance_id,
               'group_by': BY_INSTANCE_AND_METER}
    charges = billing.charges.list(start=start, end=end, **filters)
    usage = billing.usage.list(start=charges.start, end=charges.end,
                               **filters)
    return bill.InstanceBill(bill.lines(usage, charges),
                             bill.totals(charges), used.from_api(usage.rows))


def timeline_get(request, instance_id):
    """Return the life of an instance, as the API describes it."""
    return client(request).timelines.get(instance_id)


def run_list(request, instance_id):
    """Return the runs of an instance, as the API describes them."""
    return client(request).runs.list(instance_id)


def meter_list(request):
    """Return the meters, as the API describes them."""
    return client(request).meters.list()


def price_list(request, **filters):
    """Return Prices in the order of the pages."""
    rows = client(request).prices.list(**filters)
    return sorted(map(prices.from_api, rows), key=prices.order)


def price_get(request, price_id):
    """Return a Price, or None if there is none of that id."""
    return next((price for price in price_list(request)
                 if price.id == price_id), None)


def price_create(request, **terms):
    """Put a new price into force."""
    return prices.from_api(client(request).prices.create(**terms))


def price_end(request, price_id, effective_until):
    """Let a price end."""
    return prices.from_api(
        client(request).prices.end(price_id, effective_until))


def _verify():
    if django_settings.OPENSTACK_SSL_NO_VERIFY:
        return False
    return django_settings.OPENSTACK_SSL_CACERT or True
