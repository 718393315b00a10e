# SPDX-License-Identifier: Apache-2.0
"""The parts of an agent, put together; how they start, and how they end.

Data flow one way: libvirt's events (``events``) and answers (``questions``,
asked by the ``crew``) go through the ``journal`` into the spool (``saver``),
and from there to an outlet (``sender``): the message bus, or a function.
"""

from oslo_log import log as logging

from billing_listener.agent import crew
from billing_listener.agent import events
from billing_listener.agent import host as hosts
from billing_listener.agent import journal
from billing_listener.agent import process
from billing_listener.agent import questions
from billing_listener.agent import restore
from billing_listener.agent import saver
from billing_listener.agent import sender

LOG = logging.getLogger(__name__)

_EVENTS_SECONDS = 1
_SAVE_SECONDS = 3
_SEND_SECONDS = 3


class Assembly:
    """All that works for one host.

    :param settings: Settings
    :param host: the Host
    :param spool: the Spool
    :param delivery: a Delivery
    :param clock: a Clock
    :param tally: the Tally
    :param trouble: the Outage of libvirt
    :param connected: is called when libvirt's events come (again)
    """

    def __init__(self, settings, host, spool, delivery, clock, tally,
                 trouble, connected):
        self._clock = clock
        self._connected = connected
        self._sender = sender.Sender(host.name, spool, delivery, clock, tally)
        self._saver = saver.Saver(spool, self._sender.wake)
        self.journal = journal.Journal(
            restore.tracker(host, spool, clock.now_ns()), self._saver, tally,
            lambda outcome: self.crew.act(outcome), spool.latest.write)
        self._questions = questions.Questions(
            self.journal, _processes(settings), settings.all_domains, clock,
            trouble)
        self.crew = crew.Crew(settings.uri, settings.readers,
                              self._questions, clock)
        self._events = events.Events(settings.uri, self._hear,
                                     self._on_connected, trouble)

    def start(self):
        """Start the threads; readings that wait are sent at once."""
        for part in (self._saver, self._sender, self.crew, self._events):
            part.start()

    def stop(self):
        """End the threads, in the order in which data flow."""
        self._events.stop(_EVENTS_SECONDS)
        self.crew.stop()
        self.journal.save_all()
        if not self._saver.finish(_SAVE_SECONDS):
            LOG.warning('The disk does not answer. What was read in the last '
                        'minute is not saved; the counters go on.')
        if not self._sender.finish(_SEND_SECONDS):
            LOG.info('Readings that could not be sent wait in the spool.')

    def _hear(self, event):
        self.journal.event(self._clock.now_ns(), event)

    def _on_connected(self):
        # While nobody listened, a guest may have ended and another life of
        # it begun under the same number.
        self._questions.doubt()
        self._connected()


def _processes(settings):
    return process.Processes(settings.libvirt_run_path) if hosts.is_here(
        settings.uri) else None
