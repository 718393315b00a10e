# SPDX-License-Identifier: Apache-2.0
"""Agents inside of billing-listener, for a cloud of one host or a few.

They do what billing-agent does on each host, but hand their messages to a
function instead of the message bus. Guests of other hosts are read through
the network: one that leaves fast may be gone before the answer is there, and
its last moments are estimated then.
"""

import os
import urllib.parse

from billing_listener.agent import conf as options
from billing_listener.agent import host
from billing_listener.agent import sender
from billing_listener.agent import service
from billing_listener.agent import settings


class LocalAgents:
    """An agent for each of some URIs of libvirt.

    :param conf: the configuration, with the group [agent]
    :param uris: each ``URI`` or ``NAME=URI``, where NAME is what Nova calls
                 the host. Without a name it is [agent] host for this machine,
                 and for others what libvirt calls them.
    :param store: takes a message as oslo.messaging's Notifier makes it, not
                  signed, and returns when it is stored; what it raises is
                  logged, and the message comes again. Each host has a
                  thread of its own that calls it.
    :raises UnusableSpool: what has to outlive the program cannot be kept
    """

    def __init__(self, conf, uris, store):
        delivery = sender.Delivery(store, name='The database')
        self._agents = [service.Agent(_settings(conf, uri), delivery)
                        for uri in uris]

    @property
    def error(self):
        """What ended one of them otherwise than stop(), or None."""
        return next((each.error for each in self._agents if each.error), None)

    def start(self):
        """Start them; those that libvirt does not answer wait for it."""
        for each in self._agents:
            each.start()

    def stop(self, seconds):
        """End them; return whether all did within the time."""
        for each in self._agents:
            each.stop()
        for each in self._agents:
            each.join(seconds)
        return not any(each.is_alive() for each in self._agents)


def _settings(conf, text):
    name, uri = split(text)
    common = settings.from_conf(conf)
    if not host.is_here(uri):
        common = common._replace(host=None, hook_path=None)
    return common._replace(
        uri=uri, host=name or common.host,
        state_path=os.path.join(options.state_path(conf),
                                urllib.parse.quote(name or uri, safe='')))


def split(text):
    """Return (name or None, URI) of ``NAME=URI`` or ``URI``."""
    name, separator, uri = text.partition('=')
    if separator and '/' not in name and ':' not in name:
        return name.strip() or None, uri.strip()
    return None, text.strip()
