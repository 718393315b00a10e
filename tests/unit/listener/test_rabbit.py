# SPDX-License-Identifier: Apache-2.0
"""Reading what RabbitMQ delivers."""

import json
import types
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_listener import rabbit


class Raw(types.SimpleNamespace):
    """A message of kombu that notes how it was settled."""

    def ack(self, multiple=False):
        self.acknowledged = multiple


def wrapped(notification):
    return json.dumps({'oslo.version': '2.0',
                       'oslo.message': json.dumps(notification)})


class ReceivedMessageTest(unittest.TestCase):

    def test_a_notification_without_the_senders_context(self):
        message = rabbit.ReceivedMessage(Raw(body=wrapped({
            'message_id': 'x', 'payload': {'a': 1}, '_unique_id': 'u',
            '_context_auth_token': 'secret'})))
        self.assertEqual({'message_id': 'x', 'payload': {'a': 1}}, message)
        self.assertIsNone(message.reason)

    def test_whose_request_it_was_is_kept(self):
        message = rabbit.ReceivedMessage(Raw(body=wrapped({
            'message_id': 'x', '_context_user_id': 'alice',
            '_context_user_name': 'Alice'})))
        self.assertEqual({'message_id': 'x', '_context_user_id': 'alice'},
                         message)

    def test_it_is_acknowledged_with_all_before_it(self):
        raw = Raw(body=b'{}')
        message = rabbit.ReceivedMessage(raw)
        self.assertFalse(message.settled)
        message.acknowledge()
        self.assertTrue(raw.acknowledged)
        self.assertTrue(message.settled)

    def test_what_came_is_kept(self):
        message = rabbit.ReceivedMessage(Raw(body=b'\xffoops'))
        self.assertEqual('\\xffoops', message.body)
        self.assertIn('not JSON', message.reason)
        self.assertEqual({}, message)

    @given(strategies.binary() | strategies.text())
    def test_no_body_is_too_much(self, body):
        message = rabbit.ReceivedMessage(Raw(body=body))
        self.assertEqual(message.reason is None, message.body is None)

    @given(strategies.recursive(
        strategies.none() | strategies.booleans() | strategies.floats()
        | strategies.text(),
        lambda inner: strategies.lists(inner) | strategies.dictionaries(
            strategies.sampled_from(['oslo.version', 'oslo.message', 'a'])
            | strategies.text(), inner)))
    def test_no_json_is_too_much(self, document):
        message = rabbit.ReceivedMessage(Raw(body=json.dumps(document)))
        self.assertIsInstance(message, dict)
        if not isinstance(document, dict):
            self.assertTrue(message.reason)
