# SPDX-License-Identifier: Apache-2.0
"""Adds the group Billing to the Project dashboard."""

from django.utils.translation import gettext_lazy as _

PANEL_GROUP = 'billing'
PANEL_GROUP_NAME = _('Billing')
PANEL_GROUP_DASHBOARD = 'project'

ADD_INSTALLED_APPS = ['horizon_billing']
