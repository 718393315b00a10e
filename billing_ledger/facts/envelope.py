# SPDX-License-Identifier: Apache-2.0
"""What oslo.messaging wraps around every notification."""

import datetime
import typing

from billing_ledger import exception
from billing_ledger.facts import fields
from billing_ledger.facts import jsontext

# All that is looked at of the sender's context: whose request it was.
SENDER = '_context_user_id'


class Envelope(typing.NamedTuple):
    """A notification with its sender's marks; payload and user as they came.
    """

    message_id: str
    event_type: str
    generated_at: datetime.datetime
    payload: dict
    user_id: typing.Any = None


def open_envelope(message):
    """Return the Envelope of a notification as oslo.messaging sends it.

    :param message: a mapping with ``message_id``, ``event_type``,
                    ``timestamp`` and ``payload``; of whatever else it holds
                    (the sender's context with its tokens) only SENDER is
                    looked at
    :raises MalformedMessage: something is missing or of the wrong kind
    """
    message = fields.mapping(message, 'the notification')
    return Envelope(
        message_id=fields.text(message, 'message_id', fields.ID_LENGTH),
        event_type=fields.text(message, 'event_type'),
        generated_at=fields.moment(message, 'timestamp'),
        payload=fields.mapping(message.get('payload'), 'payload'),
        user_id=message.get(SENDER))


def unwrap(body):
    """Return the notification inside an AMQP body.

    :param body: the decoded body, ``{"oslo.version", "oslo.message"}``;
                 a notification without this wrapping is returned as it is
    :raises MalformedMessage: the body holds no readable notification
    """
    body = fields.mapping(body, 'the message body')
    if 'oslo.message' not in body:
        return body
    version = body.get('oslo.version')
    if not isinstance(version, str) or version.split('.')[0] not in '12':
        raise exception.MalformedMessage(
            reason=f'oslo.version {version!r:.40} is unknown')
    inner = body['oslo.message']
    if not isinstance(inner, str):
        return inner
    try:
        return jsontext.read(inner)
    except (ValueError, RecursionError) as error:
        raise exception.MalformedMessage(
            reason=f'oslo.message is not JSON: {error}') from None
