# SPDX-License-Identifier: Apache-2.0
"""Publish messages so that RabbitMQ has them, or we know that it has not.

What oslo.messaging 18.3 does, by its source and as the functional tests show:

* ``Notifier`` swallows what goes wrong (notify/messaging.py logs it, with the
  whole payload), so it cannot be told whether a message may be forgotten.
  Below it, ``NotificationTransport._send_notification`` raises.
* The rabbit driver opens its channels with ``confirm_publish``: publishing
  returns when the broker has confirmed, and raises if it refuses, or says
  nothing until the socket's timeout.
* The broker also confirms a message that no queue takes, and drops it. So the
  driver declares exchange and queue before it publishes, but once for each
  connection: if somebody deletes the queue meanwhile, messages vanish. Hence
  it is made to declare it for each message here; they are few.
* ``retry=0`` makes one attempt, at one of the hosts in transport_url: a
  cluster whose first node is down would never be reached. So there is one
  more for each host.
* Messages are marked persistent, but a queue outlives the broker only with
  ``amqp_durable_queues`` or ``rabbit_quorum_queue``.
"""

from oslo_log import log as logging
import oslo_messaging
from oslo_messaging._drivers import common
from oslo_messaging._drivers import impl_rabbit

from billing_ledger import exception
from billing_ledger.facts import reading
from billing_listener import transport as transports

LOG = logging.getLogger(__name__)

_ENVELOPE_VERSION = 2.0


class OtherProperties(exception.BillingError):
    msg_fmt = ('it has a queue or an exchange of this name with other '
               'properties: %(reason)s. Set amqp_durable_queues and '
               'rabbit_quorum_queue in [oslo_messaging_rabbit] as for '
               'billing-listener, or delete the queue while it is empty')


class Bus:
    """RabbitMQ, for what billing-listener is to receive.

    :param conf: the configuration
    :raises UnusableTransport: messages would be lost, or cannot be sent
    """

    def __init__(self, conf):
        self._transport = transports.open_transport(conf)
        self._driver = self._transport._driver
        if not isinstance(self._driver, impl_rabbit.RabbitDriver):
            raise transports.UnusableTransport(
                reason='transport_url has to begin with rabbit://: with '
                       'other message buses readings may be lost.')
        self._attempts = len(self._driver._url.hosts or [None])
        self._target = oslo_messaging.Target(
            exchange=reading.EXCHANGE, topic=f'{reading.TOPIC}.info')
        options = conf.oslo_messaging_rabbit
        if not (options.amqp_durable_queues or options.rabbit_quorum_queue):
            LOG.warning(
                'RabbitMQ forgets its queues when it is restarted, with '
                'readings that billing-listener has not taken: set '
                '[oslo_messaging_rabbit] amqp_durable_queues or '
                'rabbit_quorum_queue here and for billing-listener.')

    def __call__(self, message):
        """Publish a message, and wait until RabbitMQ has confirmed it.

        :param message: as oslo.messaging's Notifier makes it
        :raises Exception: there is no telling whether RabbitMQ has it
        """
        self._declare_anew()
        try:
            self._transport._send_notification(
                self._target, {}, dict(message), version=_ENVELOPE_VERSION,
                retry=self._attempts)
        except oslo_messaging.MessageDeliveryFailure as error:
            if 'PRECONDITION_FAILED' in str(error):
                raise OtherProperties(reason=error) from None
            raise

    def close(self):
        """Close the connections."""
        self._transport.cleanup()

    def _declare_anew(self):
        with self._driver._get_connection(
                common.PURPOSE_SEND, self._attempts) as connection:
            connection._declared_queues.clear()
