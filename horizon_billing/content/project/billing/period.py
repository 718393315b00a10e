# SPDX-License-Identifier: Apache-2.0
"""The month that a page shows, taken from its address."""

import typing

from django.utils.translation import gettext as _
from horizon import messages

from horizon_billing import months

PARAMETER = 'month'


class Period(typing.NamedTuple):
    """A month of bills, and those to which the page leads from there."""

    month: months.Month
    current: months.Month

    @property
    def is_current(self):
        return self.month == self.current

    @property
    def previous(self):
        """The month before, or None where there are no bills any more."""
        previous = self.month.previous()
        return previous if previous.year >= months.EARLIEST_YEAR else None

    @property
    def next(self):
        """The month after, or None for the current one."""
        return None if self.is_current else self.month.next()

    def bounds(self, zone):
        """Return (start, end) for the API, which knows the current month."""
        if self.is_current:
            return None, None
        return self.month.start(zone), self.month.next().start(zone)


def of(request, now, zone):
    """Return the Period that a request asks for; by default this month.

    What is no month, or one to come, is answered with a message and the
    current month.
    """
    current = months.at(now, zone)
    text = request.GET.get(PARAMETER)
    if text is None:
        return Period(current, current)
    try:
        month = months.parse(text)
    except ValueError:
        messages.error(request, _('The address names no month such as '
                                  '%(month)s. This is the current month.')
                       % {'month': current.previous()})
        return Period(current, current)
    if month > current:
        messages.error(request, _('That month has not begun. This is the '
                                  'current month.'))
        return Period(current, current)
    return Period(month, current)
