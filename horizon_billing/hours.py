# SPDX-License-Identifier: Apache-2.0
"""Full hours, at which prices change."""

import datetime

HOUR = datetime.timedelta(hours=1)


def is_full(moment, zone):
    """Tell whether a clock in a time zone shows a full hour."""
    return not _into_hour(moment, zone)


def previous(moment, zone):
    """Return the last full hour at or before a moment."""
    return moment - _into_hour(moment, zone)


def next_full(moment, zone):
    """Return the first full hour at or after a moment."""
    into_hour = _into_hour(moment, zone)
    return moment + HOUR - into_hour if into_hour else moment


def _into_hour(moment, zone):
    local = moment.astimezone(zone)
    return datetime.timedelta(minutes=local.minute, seconds=local.second,
                              microseconds=local.microsecond)
