# SPDX-License-Identifier: Apache-2.0
"""Options of group [notices]: who is told, and how."""

from oslo_config import cfg

from billing_ledger.notify import channel

GROUP = 'notices'

OPTS = [
    cfg.ListOpt(
        'channels', default=[],
        item_type=cfg.types.String(choices=channel.NAMES),
        help='How notices are sent: any of notification (on the message bus '
             'that transport_url names), webhook and mail. Without any, '
             'nobody is told anything.'),
    cfg.IntOpt(
        'timeout', default=10, min=1, max=60,
        help='Seconds to wait for a webhook or a mail server, each time that '
             'it has to say something.'),
    cfg.IntOpt(
        'most_attempts', default=30, min=1,
        help='How often a notice is tried. The pauses grow from a minute to '
             'an hour, so 30 attempts take a day. Afterwards "billing-manage '
             'notice list" shows it, and "notice retry" tries again.'),
    cfg.FloatOpt(
        'deliver_interval', default=60, min=0,
        help='Seconds between two looks of billing-listener for notices that '
             'are due, which it delivers then, if there are channels. With 0 '
             'it never does: then somebody runs "billing-manage notice '
             'deliver".'),
    cfg.StrOpt(
        'ca_file',
        help='Certificates (PEM) that those of the webhook and the mail '
             "server are checked with, in place of the machine's own."),
    cfg.StrOpt(
        'exchange', default='billing',
        help='Exchange that notifications are sent to.'),
    cfg.StrOpt(
        'topic', default='billing_notices',
        help='Topic of the notifications. RabbitMQ keeps them until somebody '
             'takes them.'),
    cfg.URIOpt(
        'webhook_url', schemes=('http', 'https'), secret=True,
        help='URL that notices are posted to, as JSON.'),
    cfg.StrOpt(
        'webhook_secret', secret=True,
        help='Secret that requests to the webhook are signed with.'),
    cfg.StrOpt(
        'mail_from', help='Address that e-mail comes from.'),
    cfg.ListOpt(
        'mail_to', default=[], help='Addresses that e-mail goes to.'),
    cfg.HostAddressOpt(
        'smtp_host', default='localhost', help='The mail server.'),
    cfg.PortOpt('smtp_port', default=587, help='Its port.'),
    cfg.StrOpt(
        'smtp_security', default='starttls',
        choices=[('starttls', 'encrypt after a greeting, or do not send'),
                 ('tls', 'encrypt from the beginning'),
                 ('none', 'do not encrypt: for a server on this machine')],
        help='How the connection to the mail server is protected.'),
    cfg.StrOpt('smtp_user', help='User to log in as; default: none.'),
    cfg.StrOpt('smtp_password', secret=True, help='Password of that user.'),
]


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='Notices',
        help='How people and programs are told of what happens to bills.')


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts(OPTS, group=GROUP)


def list_opts():
    return [(_group(), OPTS)]
