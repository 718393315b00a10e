# SPDX-License-Identifier: Apache-2.0
"""Which host an agent watches: its names, and what it can see of it."""

import typing
import urllib.parse
import uuid

from billing_listener.agent import metadata
from billing_listener.agent import process


class Host(typing.NamedTuple):
    """A host, and which of its lives this is."""

    name: str          # as Nova calls it
    uuid: str          # as libvirt does
    boot_id: str


def find_host(connection, uri, name=None):
    """Return the Host at the other end of a connection.

    :param name: what Nova calls it; None: by libvirt's host name
    :raises libvirt.libvirtError: libvirt does not say
    """
    name = name or connection.getHostname()
    host_uuid = _uuid(connection) or str(
        uuid.uuid5(uuid.NAMESPACE_DNS, name))
    return Host(name, host_uuid,
                process.boot_id() if is_here(uri) else 'elsewhere')


def is_here(uri):
    """Tell whether an URI of libvirt means this machine."""
    parts = urllib.parse.urlsplit(uri)
    transport = parts.scheme.partition('+')[2]
    return not parts.netloc and transport in ('', 'unix')


def _uuid(connection):
    try:
        return metadata.read_host_uuid(connection.getCapabilities())
    except metadata.UnreadableXML:
        return None
