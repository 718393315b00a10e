# SPDX-License-Identifier: Apache-2.0
"""Options of billing-agent."""

import os
import socket

from oslo_config import cfg

GROUP = 'agent'

OPTS = [
    cfg.StrOpt(
        'uri', default='qemu:///system',
        help='Where libvirt is reached. The agent only reads, and asks for a '
             'connection that cannot do more.'),
    cfg.StrOpt(
        'host', default=socket.gethostname(),
        sample_default='<current_hostname>',
        help='How Nova calls this compute node: [DEFAULT] host in its '
             'nova.conf. Readings from a host that no instance was on '
             'according to Nova are not billed.'),
    cfg.IntOpt(
        'poll_interval', default=10, min=1, max=60,
        help='Seconds between two looks at all guests. One begins at each '
             'full minute. What happens to a guest in between is noticed by '
             "libvirt's events at once."),
    cfg.BoolOpt(
        'all_domains', default=False,
        help='Read all guests, also those that Nova did not start. They can '
             'be seen in the books, but are not billed.'),
    cfg.StrOpt(
        'state_path', sample_default='$state_path/agent',
        help='Folder for what must outlive the program: the state of the '
             'guests, and readings that the message bus has not taken yet.'),
    cfg.StrOpt(
        'libvirt_run_path', default='/run/libvirt',
        help="Where libvirt keeps the process ids of guests, in the folder "
             "qemu beneath it."),
    cfg.StrOpt(
        'hook_path', default='/var/lib/libvirt/billing-agent',
        help='Folder where the hook (billing-agent --install-hook) writes '
             'what CPU time a guest had used when it ended. Only root may '
             'write there.'),
    cfg.IntOpt(
        'readers', default=4, min=1, max=64,
        help='How many guests can be read at the same moment, when several '
             'of them stop or migrate. Each takes a connection to libvirt.'),
    cfg.IntOpt(
        'status_interval', default=60, min=1,
        help='Seconds between two lines in the log that say how many guests '
             'were read and how many readings wait to be sent.'),
]


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='Agent on compute nodes',
        help='How billing-agent reads the counters of guests. The message '
             'bus it sends them to is said by transport_url (in [DEFAULT] or '
             '[oslo_messaging_notifications]) and [oslo_messaging_rabbit].')


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts(OPTS, group=GROUP)


def list_opts():
    return [(_group(), OPTS)]


def state_path(conf):
    """Return the folder that the agent keeps to itself."""
    return conf.agent.state_path or os.path.join(conf.state_path, 'agent')
