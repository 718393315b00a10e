# SPDX-License-Identifier: Apache-2.0
"""RabbitMQ goes away; its queues are durable, pooled, or of another kind."""

import time

from tests.functional import services
from tests.functional.listener import base
from tests.functional.listener import process
from tests.functional.listener import stream


class StopTest(base.ListenerTestCase):

    def test_stop_while_notifications_flow(self):
        deliveries = stream.repeated(4000)
        with self.publisher() as publisher, self.listener() as listener:
            publisher.publish(deliveries)
            listener.wait_until_listening()
            began = time.monotonic()
            self.assertEqual(0, listener.terminate())
            self.assertLess(time.monotonic() - began, 10)
            # Acknowledged is exactly what the log says was stored.
            received = sum(int(line.split(' received')[0].split()[-1])
                           for line in listener.log().splitlines()
                           if ' received in ' in line)
            process.wait_for(
                lambda: publisher.ready() == len(deliveries) - received,
                explain=lambda: f'{publisher.ready()} left, {received} done')
            listener.start()
            self.wait_until_empty()
            self.assertEqual(0, listener.terminate())
        self.assert_same_books(self.replayed(deliveries))


class BrokerAwayTest(base.ListenerTestCase):
    """Has a broker of its own, which may be stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_rabbit = services.RabbitMQ()
        cls.addClassCleanup(cls.own_rabbit.close)
        cls.own_rabbit.__enter__()

    def find_broker(self):
        if self.own_rabbit.pid is None:
            self.own_rabbit.start()
        return self.own_rabbit

    def restart_with(self, rabbit_options, **queues):
        """Restart the broker in the middle of the recordings."""
        deliveries = stream.everything()[:1500]
        with self.listener(rabbit=rabbit_options) as listener:
            listener.wait_until_listening()
            with self.publisher(**queues) as publisher:
                publisher.publish(deliveries)
            self.rabbit.stop()
            listener.wait_for_log('is unreachable')
            self.rabbit.start()
            listener.wait_for_log('Reconnected', 60)
            self.wait_until_empty()
            self.assertEqual(0, listener.terminate())
            self.assertNotIn(self.rabbit.password, listener.log())
        self.assert_same_books(self.replayed(deliveries))

    def test_durable_queues_lose_nothing(self):
        self.restart_with({'amqp_durable_queues': True}, durable=True)

    def test_quorum_queues_lose_nothing(self):
        self.restart_with({'rabbit_quorum_queue': True}, durable=True,
                          queue_arguments={'x-queue-type': 'quorum'})

    def test_stop_while_the_broker_is_away(self):
        with self.listener() as listener:
            listener.wait_until_listening()
            self.rabbit.stop()
            listener.wait_for_log('is unreachable')
            began = time.monotonic()
            self.assertEqual(0, listener.terminate())
            self.assertLess(time.monotonic() - began, 15)

    def test_start_before_the_broker(self):
        self.rabbit.stop()
        with self.listener() as listener:
            listener.wait_for_log('Connection refused')
            self.assertNotIn(self.rabbit.password, listener.log())
            self.rabbit.start()
            listener.wait_until_listening()
            self.assertEqual(0, listener.terminate())


class QueueTest(base.ListenerTestCase):

    def test_own_topic_leaves_the_others_alone(self):
        with (self.publisher(queues=['billing.info', 'notifications.info'])
              as publisher, self.listener(topics='billing') as listener):
            listener.wait_until_listening()
            deliveries = stream.recorded('04_live_migrate')
            publisher.publish(each._replace(routing_key=key)
                              for each in deliveries
                              for key in publisher.queues)
            process.wait_for(lambda: publisher.ready() == len(deliveries))
            self.assertEqual(0, listener.terminate())
        self.assert_same_books(self.replayed(deliveries))

    def test_pool_leaves_the_others_their_copies(self):
        with (self.publisher() as publisher,
              self.listener(pool='billing') as listener):
            listener.wait_until_listening()
            deliveries = stream.recorded('04_live_migrate')
            publisher.publish(deliveries)
            process.wait_for(lambda: publisher.ready() == len(deliveries))
            process.wait_for(lambda: self.rabbit.queue_depths(
                self.bus_url)['billing'] == 0)
            self.assertEqual(0, listener.terminate())
        self.assert_same_books(self.replayed(deliveries))

    def test_queues_of_another_kind_are_explained(self):
        with (self.publisher(durable=True),
              self.listener() as listener):
            self.assertEqual(1, listener.wait(60))
            self.assertIn('amqp_durable_queues', listener.log())

    def test_unusable_configurations_are_refused(self):
        for rabbit, bus_url, word in (
                ({'rabbit_qos_prefetch_count': 0}, self.bus_url, 'prefetch'),
                ({'rabbit_qos_prefetch_count': 9}, self.bus_url, 'prefetch'),
                ({}, 'rabbit://billing:S3cret@host:port/', 'transport_url'),
                ({}, 'kafka://billing:S3cret@host/', 'transport_url')):
            with self.subTest(bus_url=bus_url, **rabbit):
                self.bus_url = bus_url
                with self.listener(rabbit=rabbit) as listener:
                    self.assertEqual(1, listener.wait())
                    self.assertIn(word, listener.log())
                    self.assertNotIn('S3cret', listener.log())
