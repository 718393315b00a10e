# SPDX-License-Identifier: Apache-2.0
"""Stand between Nova's notifications and the listener."""

import json
import threading

import kombu

from billing_ledger.facts import envelope

EXCHANGE = 'lossy'
TOPIC = 'lossy_notifications'
_QUEUE = 'tests_nova'
_POLL_SECONDS = 0.3


class Passage(threading.Thread):
    """Passes on what a rule lets through, as it came.

    A context manager. ``messages`` has all that came, ``lost`` counts what
    was thrown away.

    :param url: transport_url of the broker
    :param is_lost: takes a notification; tells whether it is thrown away.
                    Without it nothing is passed on at all.
    """

    def __init__(self, url, is_lost=None):
        super().__init__(name='passage', daemon=True)
        self._url = url.replace('rabbit:', 'amqp:')
        self._is_lost = is_lost
        self._ending = threading.Event()
        self._ready = threading.Event()
        self.messages = []
        self.lost = 0

    def __enter__(self):
        self.start()
        if not self._ready.wait(30):
            raise RuntimeError('the broker does not answer')
        return self

    def __exit__(self, *exc_info):
        self._ending.set()
        self.join()

    def run(self):
        """Pass on until the end."""
        with kombu.Connection(self._url) as connection:
            channel = connection.channel()
            self._out = kombu.Producer(
                channel, kombu.Exchange(EXCHANGE, 'topic', durable=False,
                                        auto_delete=False))
            exchange = kombu.Exchange('nova', 'topic', durable=False,
                                      auto_delete=False)
            queue = kombu.Queue(
                f'{_QUEUE}_{id(self)}', channel=channel, durable=False,
                auto_delete=True, bindings=[
                    kombu.binding(exchange, f'{topic}.{priority}')
                    for topic in ('notifications', 'versioned_notifications')
                    for priority in ('info', 'error')])
            with kombu.Consumer(channel, [queue], callbacks=[self._pass],
                                no_ack=True):
                self._ready.set()
                while not self._ending.is_set():
                    try:
                        connection.drain_events(timeout=_POLL_SECONDS)
                    except TimeoutError:
                        continue

    def _pass(self, body, raw):
        body = raw.body if isinstance(raw.body, str) else raw.body.decode()
        message = envelope.unwrap(json.loads(body))
        if self._is_lost is not None and self._is_lost(message):
            self.lost += 1
        elif self._is_lost is not None:
            self._out.publish(
                body, routing_key=f'{TOPIC}.info',
                declare=[self._out.exchange],
                content_type='application/json', content_encoding='utf-8')
        self.messages.append(message)


def subject(message):
    """Return the id of the server that a notification is about, or None."""
    payload = message.get('payload') or {}
    data = payload.get('nova_object.data', payload)
    if not isinstance(data, dict):
        return None
    return data.get('uuid') or data.get('instance_id')
