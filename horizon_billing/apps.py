# SPDX-License-Identifier: Apache-2.0
"""Registers the plugin's policy files, so that nothing has to be copied."""

import pathlib

from django.apps import AppConfig
from django.conf import settings

SERVICE = 'billing'
CONF = pathlib.Path(__file__).parent / 'conf'


class HorizonBillingConfig(AppConfig):
    """The Django application of the Billing panels."""

    name = 'horizon_billing'
    label = 'horizon_billing'

    def ready(self):
        # An absolute path stands for itself: Horizon joins it with
        # POLICY_FILES_PATH, which an absolute path overrides. What the
        # operator has set wins.
        settings.POLICY_FILES.setdefault(
            SERVICE, str(CONF / 'billing_policy.yaml'))
        settings.DEFAULT_POLICY_FILES.setdefault(
            SERVICE, str(CONF / 'default_policies' / 'billing.yaml'))
