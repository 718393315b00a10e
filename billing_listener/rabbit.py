# SPDX-License-Identifier: Apache-2.0
"""A message as RabbitMQ delivered it, also one that nobody can read.

oslo.messaging rejects a message that it cannot decode, by which RabbitMQ
throws it away, and never acknowledges one whose ``_unique_id`` it has seen a
moment ago, by which its place in the prefetch window is lost. Neither will
do for bills, and no option changes it. So this module puts a class of its own
in the place of the one that decodes messages in the driver.
"""

from oslo_messaging._drivers import impl_rabbit

from billing_ledger import exception
from billing_ledger.facts import envelope
from billing_ledger.facts import jsontext

_LARGEST_EXCERPT = 256 * 1024


class ReceivedMessage(impl_rabbit.RabbitMessage):
    """A notification, or why there is none, with the means to settle it.

    Takes the place of oslo.messaging's RabbitMessage. Of a message that
    could not be read ``reason`` says why and ``body`` is what came; the
    mapping is empty then. Else both are None.
    """

    def __init__(self, raw_message):
        self._raw_message = raw_message
        self.settled = False
        notification, self.reason = read_body(raw_message.body)
        self.body = _as_text(raw_message.body) if self.reason else None
        # Not _unique_id: whether it was seen before is for the books to say.
        # Nor the sender's context, except whose request it was: it is not our
        # business, and oslo.messaging spends a quarter of its time on copying
        # it.
        dict.__init__(self, {key: value for key, value in notification.items()
                             if key == envelope.SENDER
                             or not key.startswith('_')})

    def acknowledge(self):
        """Tell RabbitMQ to forget this message and all before it."""
        try:
            self._raw_message.ack(multiple=True)
        finally:
            self.settled = True


def read_body(body):
    """Return (notification, None), or ({}, the reason why there is none).

    :param body: the body as text, or as bytes where it could not be decoded
    """
    try:
        notification = envelope.unwrap(jsontext.read(body))
    except exception.MalformedMessage as error:
        return {}, str(error)
    except (ValueError, TypeError, RecursionError) as error:
        return {}, f'the body is not JSON: {error}'
    if not isinstance(notification, dict):
        kind = type(notification).__name__
        return {}, f'the notification is not a JSON object but {kind}'
    return notification, None


def receive_everything():
    """Make oslo.messaging's RabbitMQ driver deliver ReceivedMessages."""
    impl_rabbit.RabbitMessage = ReceivedMessage


def _as_text(body):
    if not isinstance(body, str):
        body = bytes(body or b'')[:_LARGEST_EXCERPT].decode(
            'utf-8', 'backslashreplace')
    return body[:_LARGEST_EXCERPT]
