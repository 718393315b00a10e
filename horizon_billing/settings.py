# SPDX-License-Identifier: Apache-2.0
"""The settings that an operator may put into Horizon's local_settings."""

import zoneinfo

from django.conf import settings


def api_timeout():
    """Return after how many seconds a call of the billing service fails."""
    return getattr(settings, 'HORIZON_BILLING_API_TIMEOUT', 15)


def time_zone():
    """Return the zone in which months begin and prices change.

    It has to be the time_zone of the billing service.
    """
    return zoneinfo.ZoneInfo(
        getattr(settings, 'HORIZON_BILLING_TIME_ZONE', 'UTC'))
