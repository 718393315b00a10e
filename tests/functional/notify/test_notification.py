# SPDX-License-Identifier: Apache-2.0
"""Notices on a real RabbitMQ."""

import json
import pathlib
import tempfile
import unittest

import kombu

from billing_ledger import conf as configuration
from billing_ledger.facts import envelope
from billing_ledger.notify import channel
from billing_ledger.notify import notification
from tests.functional import services
from tests.functional.listener.process import write_config
from tests.functional.services import server
from tests.unit.notify import base

_QUEUE = 'billing_notices.info'
_SECONDS = 30


class TestNotification(unittest.TestCase):

    def open_channel(self, url):
        """Return what sends to a message bus."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        path = pathlib.Path(folder, 'billing.conf')
        write_config(path, {'DEFAULT': {'transport_url': url}})
        return channel.open_channels(self.read(
            path, channels=['notification']))['notification']

    def read(self, path, **options):
        conf = configuration.new_conf(
            prog='tests', default_config_files=[str(path)], use_env=False)
        for name, value in options.items():
            conf.set_override(name, value, group='notices')
        return conf

    def test_what_is_sent_waits_for_whoever_wants_it(self):
        rabbit = services.shared(services.RabbitMQ)
        url = rabbit.new_virtual_host()
        self.addCleanup(rabbit.forget, url)
        self.open_channel(url)(base.parcel())
        [opened] = self.take_all(url)
        self.assertEqual('billing.budget.threshold', opened.event_type)
        self.assertEqual(base.parcel().id, opened.message_id)
        self.assertEqual(base.parcel().created_at, opened.generated_at)
        self.assertEqual(base.BUDGET.as_dict(), opened.payload)

    def take_all(self, url):
        """Return the opened notifications in the queue."""
        with kombu.Connection(url.replace('rabbit:', 'amqp:')) as connection:
            queue = connection.SimpleQueue(kombu.Queue(
                _QUEUE, kombu.Exchange('billing', 'topic', durable=False),
                _QUEUE, durable=False, auto_delete=False))
            found = []
            while queue.qsize():
                message = queue.get(timeout=_SECONDS)
                found.append(envelope.open_envelope(json.loads(
                    json.loads(message.body)['oslo.message'])))
                message.ack()
            return found

    def test_nobody_is_there(self):
        url = f'rabbit://billing:pa55@127.0.0.1:{server.free_port()}/'
        with self.assertRaises(channel.NotDelivered) as caught:
            self.open_channel(url)(base.parcel())
        self.assertNotIn('pa55', str(caught.exception))

    def test_a_bus_that_is_not_known(self):
        with self.assertRaises(notification.UnusableTransport) as caught:
            self.open_channel('pigeon://billing:pa55@127.0.0.1/')
        self.assertNotIn('pa55', str(caught.exception))
