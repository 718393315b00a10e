# SPDX-License-Identifier: Apache-2.0
"""Send notices on the message bus, as services of OpenStack do."""

import oslo_messaging

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.notify import channel

PUBLISHER = 'billing'
_ENVELOPE_VERSION = 2.0


class UnusableTransport(exception.BillingError):
    msg_fmt = ('Notices cannot be sent as notifications: transport_url cannot '
               'be used (%(reason)s).')


class Notification:
    """A topic of the message bus.

    oslo.messaging's Notifier hides what goes wrong, so that nobody would know
    whether a notice was sent; the transport beneath it does not.

    :param conf: a configuration with group [notices]
    :raises UnusableTransport: there is no such message bus
    """

    def __init__(self, conf):
        try:
            self._transport = oslo_messaging.get_notification_transport(conf)
        except (oslo_messaging.InvalidTransportURL,
                oslo_messaging.DriverLoadFailure,
                ValueError, ImportError) as error:
            # Their texts may hold the URL, and so the password.
            raise UnusableTransport(reason=type(error).__name__) from None
        self._target = oslo_messaging.Target(
            exchange=conf.notices.exchange, topic=f'{conf.notices.topic}.info')

    def __call__(self, parcel):
        """Publish a notice.

        :raises NotDelivered: the message bus did not confirm it
        """
        message = {
            'message_id': parcel.id, 'publisher_id': PUBLISHER,
            'event_type': parcel.notice.event_type, 'priority': 'INFO',
            'timestamp': str(parcel.created_at.astimezone(
                times.UTC).replace(tzinfo=None)),
            'payload': parcel.notice.as_dict()}
        try:
            self._transport._send_notification(
                self._target, {}, message, version=_ENVELOPE_VERSION, retry=1)
        except Exception as error:
            # Drivers raise what they like; the text may hold the URL.
            raise channel.NotDelivered(
                reason='the message bus did not take it '
                       f'({type(error).__name__})') from None
