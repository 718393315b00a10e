# SPDX-License-Identifier: Apache-2.0
"""The ways on which notices are sent."""

import typing

from billing_ledger import exception

NOTIFICATION = 'notification'
WEBHOOK = 'webhook'
MAIL = 'mail'
NAMES = (NOTIFICATION, WEBHOOK, MAIL)
_NEEDED = {WEBHOOK: ('webhook_url',), MAIL: ('mail_from', 'mail_to')}


class NotConfigured(exception.BillingError):
    msg_fmt = ('Notices cannot be sent by %(channel)s: [notices] %(option)s '
               'is not set.')


class NotDelivered(exception.BillingError):
    """Nobody has taken the notice, as far as can be told."""

    msg_fmt = '%(reason)s'
    code = 502


class Parcel(typing.NamedTuple):
    """A notice on its way: ``id`` is the same for every attempt."""

    id: str
    notice: typing.Any       # notice.Notice
    created_at: typing.Any   # aware datetime


def open_channels(conf):
    """Return what sends a Parcel, by the names of the channels in use.

    :param conf: a configuration with group [notices]
    :raises NotConfigured: an option is missing
    :raises UnusableTransport: transport_url cannot be used
    """
    for name in conf.notices.channels:
        for option in _NEEDED.get(name, ()):
            if not conf.notices[option]:
                raise NotConfigured(channel=name, option=option)
    return {name: _open(name, conf) for name in conf.notices.channels}


def _open(name, conf):
    # What one channel needs, need not be installed for the others.
    if name == NOTIFICATION:
        from billing_ledger.notify import notification
        return notification.Notification(conf)
    if name == WEBHOOK:
        from billing_ledger.notify import webhook
        return webhook.Webhook(conf.notices)
    from billing_ledger.notify import mail
    return mail.Mail(conf.notices)
