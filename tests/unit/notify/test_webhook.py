# SPDX-License-Identifier: Apache-2.0
"""Webhooks, with a real HTTP server at the other end."""

import json
import threading
import unittest

from billing_ledger import conf as configuration
from billing_ledger.notify import channel
from billing_ledger.notify import webhook
from tests.functional.services import server
from tests.unit.notify import base

SECRET = 's3cret'


class TestWebhook(unittest.TestCase):

    def post(self, url, **options):
        conf = configuration.unread_conf()
        conf([], project='tests', default_config_files=[], use_env=False)
        for name, value in ({'webhook_url': url, 'timeout': 1}
                            | options).items():
            conf.set_override(name, value, group='notices')
        webhook.Webhook(conf.notices)(base.parcel())

    def assert_fails(self, reason, url, **options):
        with self.assertRaises(channel.NotDelivered) as caught:
            self.post(url, **options)
        self.assertIn(reason, str(caught.exception))
        self.assertNotIn('t0ken', str(caught.exception))

    def test_what_is_posted(self):
        with base.HTTPServer() as receiver:
            self.post(receiver.url)
        [(path, headers, body)] = receiver.requests
        self.assertEqual('/hook?token=t0ken', path)
        self.assertEqual('application/json', headers['Content-Type'])
        self.assertNotIn(webhook.SIGNATURE_HEADER, headers)
        self.assertEqual({
            'id': '0c5e62ae-0000-5000-8000-000000000001',
            'created_at': '2026-11-02T10:00:00.000000+00:00',
            'event_type': 'billing.budget.threshold',
            'subject': {'type': 'project',
                        'id': 'c5488c8cbe644d8eaf762e13c814a55c'},
            'period': '2026-11/80%', 'title': base.BUDGET.title,
            'text': base.BUDGET.text, 'data': base.BUDGET.data,
        }, json.loads(body))

    def test_a_receiver_can_check_the_signature(self):
        with base.HTTPServer() as receiver:
            self.post(receiver.url, webhook_secret=SECRET)
        [(_, headers, body)] = receiver.requests
        created = headers[webhook.TIME_HEADER]
        signed = headers[webhook.SIGNATURE_HEADER]
        self.assertEqual(webhook.signature(SECRET, created, body), signed)
        for other in (webhook.signature('other', created, body),
                      webhook.signature(SECRET, created, body + b' '),
                      webhook.signature(SECRET, created + '1', body)):
            self.assertNotEqual(other, signed)
        self.assertNotIn(SECRET, str(headers) + body.decode())

    def test_answers_that_are_no_success(self):
        for status in (199, 400, 401, 404, 429, 500, 503):
            with self.subTest(status), \
                    base.HTTPServer((status, {})) as receiver:
                self.assert_fails(str(status) if status > 199 else 'webhook',
                                  receiver.url)

    def test_redirects_are_not_followed(self):
        with base.HTTPServer() as inner:
            for status in (301, 302, 303, 307, 308):
                with base.HTTPServer(
                        (status, {'Location': inner.url})) as receiver:
                    self.assert_fails('redirects are not followed',
                                      receiver.url)
        self.assertEqual([], inner.requests)

    def test_nobody_is_there(self):
        self.assert_fails(
            'cannot be reached',
            f'http://127.0.0.1:{server.free_port()}/?token=t0ken')

    def test_somebody_is_there_and_says_nothing(self):
        with base.HTTPServer(wait=threading.Event()) as receiver:
            self.assert_fails('TimeoutError', receiver.url)

    def test_a_server_that_does_not_speak_tls(self):
        with base.HTTPServer() as receiver:
            self.assert_fails('cannot be reached',
                              receiver.url.replace('http:', 'https:'))

    def test_an_endless_answer_is_not_read(self):
        with base.HTTPServer(
                (200, {'Content-Length': str(10 ** 12)})) as receiver:
            self.post(receiver.url)
        self.assertEqual(1, len(receiver.requests))
