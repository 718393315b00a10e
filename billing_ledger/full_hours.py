# SPDX-License-Identifier: Apache-2.0
"""When what is charged by may change: at full hours, not in the past."""

from billing_ledger import exception
from billing_ledger import times


class FullHours:
    """The full hours of a time zone.

    :param tz: the time zone
    :param now: returns the present moment
    """

    def __init__(self, tz, now):
        self._tz = tz
        self._now = now

    def next(self):
        """Return the earliest moment from which something new may apply."""
        return times.next_full_hour(self._now(), self._tz)

    def check_start(self, moment, what, allow_past=False):
        """Raise InvalidPrice, unless something may begin at a moment."""
        times.in_utc(moment, 'effective_from')
        self._check_full_hour(moment, 'effective_from')
        if moment < self._now() and not allow_past:
            raise self._past(what, 'begin')

    def check_end(self, moment, what):
        """Return a moment in UTC, if something may end then.

        :raises InvalidPrice: it may not
        """
        until = times.in_utc(moment, 'effective_until')
        self._check_full_hour(until, 'effective_until')
        if until < self._now():
            raise self._past(what, 'end')
        return until

    def _past(self, what, verb):
        return exception.InvalidPrice(
            reason=f'A {what} cannot {verb} in the past; the next full hour '
                   f'is {times.to_text(self.next())}.')

    def _check_full_hour(self, moment, name):
        if not times.is_full_hour(moment, self._tz):
            raise exception.InvalidPrice(
                reason=f'{name} must be a full hour in {self._tz.key}, '
                       f'not {times.to_text(moment)}.')
