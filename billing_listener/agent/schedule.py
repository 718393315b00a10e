# SPDX-License-Identifier: Apache-2.0
"""When all guests are looked at: each minute anew from its beginning."""

_MINUTE_NS = 60 * 10 ** 9


class Schedule:
    """Tells when the next poll is due; the first one is at once.

    :param interval_ns: between two polls, a minute at most
    """

    def __init__(self, interval_ns):
        self._interval_ns = interval_ns
        self._due_ns = 0

    def take(self, now_ns):
        """Tell whether a poll is due now; it is taken as made then."""
        # Far in the future: the clock was set back.
        if 0 < self._due_ns - now_ns <= self._interval_ns:
            return False
        self._due_ns = next_poll(now_ns, self._interval_ns)
        return True

    def hurry(self):
        """Make a poll due at once."""
        self._due_ns = 0

    def left_ns(self, now_ns):
        """Return how long it is until the next poll."""
        return max(self._due_ns - now_ns, 0)


def next_poll(now_ns, interval_ns):
    """Return the first moment after now at which a poll is due.

    Each full minute is one, however the interval divides it, so that there
    are readings at full hours.
    """
    into_minute = now_ns % _MINUTE_NS
    due = (into_minute // interval_ns + 1) * interval_ns
    return now_ns - into_minute + min(due, _MINUTE_NS)
