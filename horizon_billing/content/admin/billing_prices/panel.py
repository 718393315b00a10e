# SPDX-License-Identifier: Apache-2.0
"""The panel Admin > Billing > Prices."""

from django.utils.translation import gettext_lazy as _
import horizon


class Prices(horizon.Panel):
    """What is charged, to whom and when."""

    name = _('Prices')
    slug = 'billing_prices'
    policy_rules = (('billing', 'billing:prices:create'),)
    # Horizon allows everything for a service whose policy file is not
    # registered; the role keeps the panel shut in that case, too.
    permissions = ('openstack.roles.admin', 'openstack.services.billing')
