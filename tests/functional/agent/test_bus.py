# SPDX-License-Identifier: Apache-2.0
"""What becomes of messages in a real RabbitMQ."""

import threading
import time

from billing_ledger.facts import reading
from billing_ledger.facts import signature
from billing_listener import transport
from billing_listener.agent import bus
from billing_listener.agent import clock
from billing_listener.agent import cmd
from billing_listener.agent import readings
from billing_listener.agent import sender
from billing_listener.agent import spool
from billing_listener.agent import tally
from tests.functional import services
from tests.functional.agent import base
from tests.functional.listener.process import wait_for
from tests.functional.services import server
from tests.unit.agent_live.samples import closing
from tests.unit.agent_live.samples import ordinary

_SECONDS = 30


class BusTestCase(base.AgentTestCase):

    def new_bus(self, url, **rabbit):
        """Return a Bus."""
        conf = cmd.read_conf(['--config-file', str(self.write_config(
            DEFAULT={'transport_url': url},
            oslo_messaging_rabbit={'amqp_durable_queues': True} | rabbit))])
        made = bus.Bus(conf)
        self.addCleanup(made.close)
        return made

    def message(self, *batch):
        return readings.notification('cmp1', batch, time.time_ns())

    def open_queue(self, url):
        queue = base.Queue(url)
        self.addCleanup(queue.close)
        return queue


class SharedBrokerTest(BusTestCase):

    def setUp(self):
        super().setUp()
        self.rabbit = services.shared(services.RabbitMQ)
        self.url = self.rabbit.new_virtual_host()
        self.addCleanup(self.rabbit.forget, self.url)

    def test_a_message_waits_for_a_listener_that_never_ran(self):
        self.new_bus(self.url)(self.message(ordinary(1), closing(2)))
        opened, = self.open_queue(self.url).take_all()
        self.assertEqual(reading.EVENT_TYPE, opened.event_type)
        found, problems = reading.read_batch(opened.payload)
        self.assertEqual([], problems)
        self.assertEqual([None, True], [each.exact for each in found])

    def test_nothing_vanishes_when_the_queue_is_deleted(self):
        publish = self.new_bus(self.url)
        publish(self.message(ordinary(1)))
        queue = self.open_queue(self.url)
        queue.delete()
        publish(self.message(ordinary(2)))
        self.assertEqual([ordinary(2)],
                         queue.take().payload['readings'])

    def test_a_queue_with_other_properties_is_an_error(self):
        self.new_bus(self.url)(self.message(ordinary(1)))
        other = self.new_bus(self.url, amqp_durable_queues=False)
        with self.assertRaisesRegex(bus.OtherProperties,
                                    'rabbit_quorum_queue'):
            other(self.message(ordinary(2)))

    def test_a_large_batch(self):
        batch = [ordinary(1, f'run{number}') for number in range(500)]
        self.new_bus(self.url)(self.message(*batch))
        self.assertEqual(
            batch, self.open_queue(self.url).take().payload['readings'])

    def test_a_node_that_is_down_is_passed_over(self):
        dead = f'nobody:x@127.0.0.1:{server.free_port()}'
        url = self.url.replace('rabbit://', f'rabbit://{dead},')
        self.new_bus(url)(self.message(ordinary(1)))
        self.assertEqual(1, len(self.open_queue(self.url).take_all()))


class ConfigurationTest(BusTestCase):

    def test_without_durable_queues_there_is_a_warning(self):
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            self.new_bus('rabbit://', amqp_durable_queues=False)
        self.assertIn('amqp_durable_queues', logs.output[0])

    def test_quorum_queues_are_durable(self):
        with self.assertNoLogs('billing_listener', 'WARNING'):
            self.new_bus('rabbit://', amqp_durable_queues=False,
                         rabbit_quorum_queue=True)

    def test_urls_that_cannot_be_used_are_not_shown(self):
        for url in ('kafka://a:S3cret@b/', 'rabbit://a:S3cret@host:port/',
                    'fake://S3cret/', '://S3cret'):
            with self.assertRaisesRegex(transport.UnusableTransport,
                                        'transport_url') as caught:
                self.new_bus(url)
            self.assertNotIn('S3cret', str(caught.exception))


class OwnBrokerTest(BusTestCase):
    """A broker that comes and goes."""

    def setUp(self):
        super().setUp()
        self.rabbit = services.RabbitMQ()
        self.rabbit.__enter__()
        self.addCleanup(self.rabbit.close)

    def test_with_the_broker_away_nothing_is_lost(self):
        kept = spool.Spool(self.folder / 'spool')
        self.addCleanup(kept.close)
        publish = self.new_bus(self.rabbit.url)
        tried = threading.Semaphore(0)

        def outlet(message):
            tried.release()
            publish(message)

        work = sender.Sender(
            'cmp1', kept, sender.Delivery(outlet, base.SECRET),
            clock.Clock(), tally.Tally(time.monotonic))
        work.start()
        self.addCleanup(work.finish, _SECONDS)
        kept.save({}, [closing(1, 'a')])
        work.wake()
        wait_for(lambda: not kept.waiting(), _SECONDS)
        self.rabbit.stop()
        kept.save({}, [closing(1, 'b'), closing(2, 'c')])
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            work.wake()
            for _ in range(3):
                self.assertTrue(tried.acquire(timeout=_SECONDS))
            self.assertEqual(2, kept.waiting())
            self.rabbit.start()
            wait_for(lambda: not kept.waiting(), 2 * _SECONDS)
            self.assertTrue(work.finish(_SECONDS))
        self.assertIn('RabbitMQ does not answer', logs.output[0])
        self.assertNotIn(self.rabbit.password, ''.join(logs.output))
        self.assertIn('RabbitMQ is back', logs.output[-1])
        found = self.open_queue(self.rabbit.url).take_all()
        self.assertTrue(all(signature.is_signed(each.payload, base.SECRET)
                            for each in found))
        self.assertEqual(
            {'a', 'b', 'c'},
            {each['run_id'] for message in found
             for each in message.payload['readings']})

    def test_a_broker_that_ends_in_the_middle_is_noticed(self):
        publish = self.new_bus(self.rabbit.url)
        publish(self.message(ordinary(1)))
        self.rabbit.stop()
        began = time.monotonic()
        with self.assertRaises(Exception):      # noqa: B017
            publish(self.message(ordinary(2)))
        self.assertLess(time.monotonic() - began, 15)
        self.rabbit.start()
        publish(self.message(ordinary(3)))
        self.assertEqual(
            [[ordinary(1)], [ordinary(3)]],
            [each.payload['readings']
             for each in self.open_queue(self.rabbit.url).take_all()])
