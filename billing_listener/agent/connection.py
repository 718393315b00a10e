# SPDX-License-Identifier: Apache-2.0
"""Connections to libvirt: read-only, watched, opened again when they break."""

import threading

import libvirt
from oslo_log import log as logging

LOG = logging.getLogger(__name__)

# A connection on which libvirt says nothing for so long is closed.
_KEEPALIVE_SECONDS = 5
_KEEPALIVE_COUNT = 3
_lock = threading.Lock()
_loop = None


def open_connection(uri):
    """Return a new read-only connection.

    Connections need the event loop, which begins with the first of them.

    :raises libvirt.libvirtError: there is nobody, or nobody lets us in
    """
    _begin_event_loop()
    connection = libvirt.openReadOnly(uri)
    try:
        connection.setKeepAlive(_KEEPALIVE_SECONDS, _KEEPALIVE_COUNT)
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
            raise                   # libvirt's test driver knows none
    return connection


class Link:
    """A connection that one thread uses, opened when it is needed."""

    def __init__(self, uri):
        self._uri = uri
        self._connection = None

    def get(self):
        """Return a connection that is not known to be broken.

        :raises libvirt.libvirtError: none can be opened
        """
        if self._connection is None or not _is_alive(self._connection):
            self.close()
            self._connection = open_connection(self._uri)
        return self._connection

    def close(self):
        """Close the connection, if there is one."""
        connection, self._connection = self._connection, None
        close_connection(connection)


def close_connection(connection):
    """Close a connection that may be broken, or None."""
    try:
        if connection is not None:
            connection.close()
    except libvirt.libvirtError as error:
        LOG.debug('Closing a connection to libvirt: %s', error)


def _is_alive(connection):
    try:
        return connection.isAlive() == 1
    except libvirt.libvirtError:
        return False


def _begin_event_loop():
    """Begin libvirt's event loop, once and for the life of the process."""
    global _loop
    with _lock:
        if _loop is not None:
            return
        libvirt.virEventRegisterDefaultImpl()
        # Errors are raised; the library would print them as well.
        libvirt.registerErrorHandler(lambda *_: None, None)
        _loop = threading.Thread(target=_run_event_loop, name='libvirt-events',
                                 daemon=True)
        _loop.start()


def _run_event_loop():
    while True:
        try:
            libvirt.virEventRunDefaultImpl()
        except libvirt.libvirtError as error:
            LOG.warning("libvirt's event loop: %s", error)
