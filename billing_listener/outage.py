# SPDX-License-Identifier: Apache-2.0
"""What the log says while something is away: little, and enough."""

from oslo_log import log as logging

LOG = logging.getLogger(__name__)

_LOG_INTERVAL = 60


class Outage:
    """The time in which somebody does not answer as it should, if any.

    :param who: at the beginning of a sentence, for example ``RabbitMQ``
    :param comfort: a sentence that says what becomes of data meanwhile
    :param clock: returns seconds that only go forward
    """

    def __init__(self, who, comfort, clock):
        self._who = who
        self._comfort = comfort
        self._clock = clock
        self._began = None
        self._logged = None

    def note(self, error):
        """Note a failed attempt; log the first, then one a minute."""
        now = self._clock()
        if self._began is None:
            self._began = self._logged = now
            LOG.warning('%s does not answer: %s. %s Trying again.',
                        self._who, sentence(error), self._comfort)
        elif now - self._logged >= _LOG_INTERVAL:
            self._logged = now
            LOG.warning('%s has been away for %d s: %s. %s', self._who,
                        self.seconds(), sentence(error), self._comfort)

    def end(self):
        """Note an attempt that succeeded."""
        if self._began is not None:
            LOG.warning('%s is back after %d s.', self._who, self.seconds())
            self._began = None

    def seconds(self):
        """Return how long it has lasted; 0 if somebody answers."""
        return 0 if self._began is None else self._clock() - self._began


def of_database(clock):
    """Return the Outage of the database behind a listener."""
    return Outage('The database',
                  'Nothing is lost: notifications wait in RabbitMQ.', clock)


def sentence(error):
    """Return the first line of an error: the others show data."""
    return str(error).strip().partition('\n')[0] or type(error).__name__
