# SPDX-License-Identifier: Apache-2.0
"""Publish to RabbitMQ what a cloud would, byte for byte."""

import kombu

EXCHANGE = 'nova'
QUEUES = tuple(f'{topic}.{priority}'
               for topic in ('notifications', 'versioned_notifications')
               for priority in ('info', 'error'))


class Publisher:
    """Publishes as Nova does: persistent JSON, to a topic exchange.

    A context manager.

    :param url: transport_url of the broker
    :param durable: whether exchange and queues outlive the broker
    """

    def __init__(self, url, durable=False, queues=QUEUES,
                 queue_arguments=None):
        self._url = url.replace('rabbit:', 'amqp:')
        self._durable = durable
        self.queues = queues
        self._queue_arguments = queue_arguments

    def __enter__(self):
        self._connection = kombu.Connection(
            self._url, transport_options={'confirm_publish': True})
        self._channel = self._connection.channel()
        self._declare()
        return self

    def __exit__(self, *exc_info):
        self._connection.release()

    def publish(self, deliveries):
        """Publish deliveries of recordings, in their order."""
        for delivery in deliveries:
            self.publish_body(delivery.body.encode(), delivery.routing_key,
                              delivery.exchange)

    def publish_body(self, body, routing_key='notifications.info',
                     exchange=EXCHANGE, content_type='application/json',
                     **more):
        """Publish some bytes, whatever they are."""
        self._channel.basic_publish(
            self._channel.prepare_message(
                body, content_type=content_type, content_encoding='utf-8',
                properties={'delivery_mode': 2}, **more),
            exchange=exchange, routing_key=routing_key)

    def ready(self):
        """Return how many messages wait for somebody to take them."""
        return sum(self._channel.queue_declare(name, passive=True)
                   .message_count for name in self.queues)

    def _declare(self):
        exchange = kombu.Exchange(EXCHANGE, 'topic', durable=self._durable,
                                  auto_delete=False)
        for name in self.queues:
            kombu.Queue(name, exchange, routing_key=name,
                        durable=self._durable, auto_delete=False,
                        queue_arguments=self._queue_arguments,
                        channel=self._channel).declare()
