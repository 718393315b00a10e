# SPDX-License-Identifier: Apache-2.0
"""Hear what libvirt announces of guests, on a connection for nothing else.

An event is passed on in the thread that libvirt calls from, so that a guest
that is about to leave is read within milliseconds, and events keep their
order.
"""

import threading

import libvirt
from oslo_log import log as logging

from billing_listener import pauses
from billing_listener.agent import connection
from billing_listener.agent import tracker

LOG = logging.getLogger(__name__)

KINDS = ('LIFECYCLE', 'MIGRATION_ITERATION', 'JOB_COMPLETED', 'DEVICE_ADDED',
         'DEVICE_REMOVED')
_PREFIX = 'VIR_DOMAIN_EVENT_'
_CHANGES = ('DEFINED', 'UNDEFINED', 'STARTED', 'SUSPENDED', 'RESUMED',
            'STOPPED', 'SHUTDOWN', 'PMSUSPENDED', 'CRASHED')
_CHECK_SECONDS = 5


def _details():
    """Return {(event, detail): name} of lifecycle events, by libvirt."""
    return {(getattr(libvirt, _PREFIX + change), value): name[len(_PREFIX):]
            for change in _CHANGES
            for name, value in vars(libvirt).items()
            if name.startswith(f'{_PREFIX}{change}_')}


_DETAILS = _details()


def lifecycle_detail(event, detail):
    """Return the name of a lifecycle event, for example STOPPED_DESTROYED."""
    return _DETAILS.get((event, detail), f'UNKNOWN_{event}_{detail}')


class Events(threading.Thread):
    """Keeps a connection on which libvirt announces events.

    :param uri: of libvirt
    :param tell: is called with each tracker.Event
    :param connected: is called when a connection was made (again), and
                      events come from now on
    :param trouble: the Outage to report to
    """

    def __init__(self, uri, tell, connected, trouble):
        super().__init__(name='events', daemon=True)
        self._uri = uri
        self._tell = tell
        self._connected = connected
        self._trouble = trouble
        self._stopping = threading.Event()
        self._wake = threading.Event()

    def stop(self, seconds):
        """Hear no more events.

        :param seconds: to wait until libvirt is told so
        """
        self._stopping.set()
        self._wake.set()
        self.join(seconds)

    def run(self):
        """Connect, again and again; without end but stop()."""
        delays = _delays()
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._hear()
            except libvirt.libvirtError as error:
                self._trouble.note(error)
                self._stopping.wait(next(delays))
            else:
                delays = _delays()

    def _hear(self):
        """Hear events until the connection breaks or all ends."""
        link = connection.open_connection(self._uri)
        try:
            callbacks = self._register(link)
            self._trouble.end()
            LOG.info('Connected to libvirt at %s.', self._uri)
            self._connected()
            while not self._wake.wait(_CHECK_SECONDS) and link.isAlive():
                pass
            if self._stopping.is_set():
                _deregister(link, callbacks)
        finally:
            connection.close_connection(link)

    def _register(self, link):
        try:
            link.registerCloseCallback(self._on_close, None)
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
                raise
        return [number for number in (self._register_kind(link, kind)
                                      for kind in KINDS)
                if number is not None]

    def _register_kind(self, link, kind):
        def on_event(_link, domain, *arguments):
            # arguments end with the opaque object of the registration
            try:
                self._tell(_event(kind, domain, arguments))
            except Exception:
                LOG.exception('This program failed at an event, %s.', kind)

        try:
            return link.domainEventRegisterAny(
                None, getattr(libvirt, f'{_PREFIX}ID_{kind}'), on_event, None)
        except libvirt.libvirtError as error:
            if kind == 'LIFECYCLE' or not link.isAlive():
                raise
            LOG.warning('libvirt does not announce %s: %s', kind, error)
            return None

    def _on_close(self, _link, reason, _opaque):
        LOG.info('libvirt closed the connection (reason %s).', reason)
        self._wake.set()


def _event(kind, domain, arguments):
    detail = (lifecycle_detail(*arguments[:2]) if kind == 'LIFECYCLE'
              else None)
    return tracker.Event(domain.UUIDString(), domain.ID(), kind, detail)


def _deregister(link, callbacks):
    try:
        for number in callbacks:
            link.domainEventDeregisterAny(number)
        link.unregisterCloseCallback()
    except libvirt.libvirtError as error:
        LOG.debug('libvirt was not told that nobody hears events: %s', error)


def _delays():
    return pauses.pauses(first=0.1, longest=3)
