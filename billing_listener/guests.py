# SPDX-License-Identifier: Apache-2.0
"""Read the guests of a small cloud without agents, in the listener itself."""

from oslo_log import log as logging

from billing_ledger import exception

LOG = logging.getLogger(__name__)

_STOP_SECONDS = 5


class MissingPackage(exception.BillingError):
    msg_fmt = ('[listener] libvirt_uris is set, but a package is missing: '
               '%(error)s. Install horizon-billing[agent].')


class NoGuests:
    """Takes the place of readers where none are wanted."""

    error = None

    def start(self):
        """Do nothing."""

    def stop(self):
        """Do nothing."""


class Guests:
    """Reads the guests at some URIs of libvirt, straight into the books.

    :param agents: LocalAgents
    """

    def __init__(self, agents):
        self._agents = agents
        self._has_begun = False

    @property
    def error(self):
        """What ended it otherwise than stop(), or None."""
        return self._agents.error

    def start(self):
        """Begin, unless that has been done."""
        if not self._has_begun:
            self._has_begun = True
            self._agents.start()

    def stop(self):
        """End in order; what was not stored yet is kept in the spool."""
        if self._has_begun and not self._agents.stop(_STOP_SECONDS):
            LOG.warning('libvirt does not answer. What was not read is read '
                        'when billing-listener starts again.')


def make(conf, books):
    """Return the readers that the configuration wants.

    :raises MissingPackage: libvirt's library is not installed
    """
    if not conf.listener.libvirt_uris:
        return NoGuests()
    try:
        from billing_listener.agent import local
    except ImportError as error:
        raise MissingPackage(error=error) from None
    return Guests(local.LocalAgents(
        conf, conf.listener.libvirt_uris,
        lambda message: books.record([message])))
