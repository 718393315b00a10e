# SPDX-License-Identifier: Apache-2.0
"""What the log says while the database is away: little, and enough."""

from oslo_log import log as logging

LOG = logging.getLogger(__name__)

_LOG_INTERVAL = 60


class Outage:
    """The time in which the database does not do its work, if any.

    :param clock: returns seconds that only go forward
    """

    def __init__(self, clock):
        self._clock = clock
        self._began = None
        self._logged = None

    def note(self, error):
        """Note a failed attempt; log the first, then one a minute."""
        now = self._clock()
        if self._began is None:
            self._began = self._logged = now
            LOG.warning('The database does not answer as it should: %s. '
                        'Nothing is lost: notifications wait in RabbitMQ. '
                        'Trying again.', sentence(error))
        elif now - self._logged >= _LOG_INTERVAL:
            self._logged = now
            LOG.warning('The database has been away for %d s: %s. '
                        'Notifications wait in RabbitMQ.',
                        self.seconds(), sentence(error))

    def end(self):
        """Note an attempt that succeeded."""
        if self._began is not None:
            LOG.warning('The database is back after %d s.', self.seconds())
            self._began = None

    def seconds(self):
        """Return how long it has lasted; 0 if the database is there."""
        return 0 if self._began is None else self._clock() - self._began


def sentence(error):
    """Return the first line of an error: the others show data."""
    return str(error).strip().partition('\n')[0] or type(error).__name__
