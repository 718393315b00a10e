# SPDX-License-Identifier: Apache-2.0
"""Django settings of these tests: Horizon's own, with the Billing panels."""

import openstack_dashboard.enabled
from openstack_dashboard.test.settings import *  # noqa: F403
from openstack_dashboard.utils import settings

import horizon_billing.enabled

# Horizon's test settings have read its own enabled files by now: read them
# again, after ours.
for _key in ('dashboards', 'default_dashboard'):
    HORIZON_CONFIG.pop(_key, None)  # noqa: F405
settings.update_dashboards(
    [horizon_billing.enabled, openstack_dashboard.enabled],
    HORIZON_CONFIG, INSTALLED_APPS)  # noqa: F405
INSTALLED_APPS = list(dict.fromkeys(INSTALLED_APPS))  # noqa: F405

HORIZON_BILLING_API_TIMEOUT = 20
# Only our own rules count here; reading those of Nova and Keystone takes long.
POLICY_FILES = {}
