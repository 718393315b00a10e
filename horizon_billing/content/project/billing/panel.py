# SPDX-License-Identifier: Apache-2.0
"""The panel Project > Billing > Overview."""

from django.utils.translation import gettext_lazy as _
import horizon


class Billing(horizon.Panel):
    """What the project costs."""

    name = _('Overview')
    slug = 'billing'
    permissions = ('openstack.services.billing',)
    policy_rules = (('billing', 'billing:charges:list'),)
