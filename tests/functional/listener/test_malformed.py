# SPDX-License-Identifier: Apache-2.0
"""What nobody can read is set aside, and the stream goes on."""

import json

from tests.functional.db import books as ledgers
from tests.functional.listener import base
from tests.functional.listener import stream

_GOOD = 'f7a5a3d6-3f53-4c2e-8f9c-0a8f2d3f0b11'


def _wrapped(inner, version='2.0'):
    return json.dumps({'oslo.version': version,
                       'oslo.message': inner}).encode()


def _changed(**changes):
    """Return a recorded notification with other values at some keys."""
    message = stream.message(stream.recorded('04_live_migrate')[-1])
    message['message_id'] = _GOOD
    message.update(changes)
    return _wrapped(json.dumps(
        {key: value for key, value in message.items() if value is not None}))


_UNREADABLE = {
    'nothing': b'',
    'no JSON': b'{"oslo.version": ',
    'not UTF-8': b'\xff\xfe\x00{"a": 1}',
    'a list': b'[1, 2]',
    'a list of pairs': b'[["message_id", "x"]]',
    'a text': b'"hello"',
    'a number': b'17',
    'null': b'null',
    'deeply nested': b'[' * 100_000,
    'a huge number': b'{"a": ' + b'9' * 10_000 + b'}',
    'an unknown version': _wrapped('{}', version='99.0'),
    'a strange version': _wrapped('{}', version={'a': []}),
    'no version': b'{"oslo.message": "{}"}',
    'no JSON inside': _wrapped('{"message_id": '),
    'a list inside': _wrapped('[]'),
    'nothing inside': _wrapped(''),
    'an empty notification': _wrapped('{}'),
    'no message id': _changed(message_id=None),
    'an empty message id': _changed(message_id=''),
    'a long message id': _changed(message_id='x' * 500),
    'a number as message id': _changed(message_id=5),
    'no event type': _changed(event_type=None),
    'a list as event type': _changed(event_type=['compute']),
    'no timestamp': _changed(timestamp=None),
    'a strange timestamp': _changed(timestamp='yesterday'),
    'a text as payload': _changed(payload='payload'),
    'an empty payload': _changed(payload={}),
}
_READABLE = {
    'no priority': {'priority': None},
    'an unknown priority': {'priority': 'whenever'},
    'a number as priority': {'priority': 5},
    'no publisher': {'publisher_id': None},
    'no unique id': {'_unique_id': None},
    'a list as unique id': {'_unique_id': [1]},
    'a strange context': {'_context_roles': {'a': 'b'}, '_msg_id': 7,
                          '_reply_q': ['q'], '_timeout': 'long'},
}


class MalformedTest(base.ListenerTestCase):

    def publish_and_wait(self, publish):
        """Let a listener take what publish(publisher) sends."""
        with self.publisher() as publisher, self.listener() as listener:
            listener.wait_until_listening()
            publish(publisher)
            self.wait_until_empty()
            self.assertEqual(0, listener.terminate())
            return listener.log()

    def test_each_is_set_aside_between_good_ones(self):
        deliveries = stream.recorded('04_live_migrate')

        def publish(publisher):
            kinds = iter(_UNREADABLE.values())
            for delivery in deliveries:
                publisher.publish([delivery])
                publisher.publish_body(next(kinds, b'{}'))

        self.publish_and_wait(publish)
        rows = ledgers.set_aside(self.open_books())
        self.assertEqual([], [row for row in rows if not row.reason])
        # Each once; {} is the empty notification.
        self.assertEqual(len(_UNREADABLE), len(rows))
        self.assert_same_books(self.replayed(deliveries))

    def test_strange_marks_of_the_sender_change_nothing(self):
        bodies = [_changed(**{'message_id': name} | changes)
                  for name, changes in _READABLE.items()]

        def publish(publisher):
            for body in bodies:
                publisher.publish_body(body)

        self.publish_and_wait(publish)
        self.assertEqual([], ledgers.set_aside(self.open_books()))
        with self.open_books().database.reading() as connection:
            found = connection.exec_driver_sql(
                'SELECT message_id FROM event').scalars().all()
        self.assertEqual(set(_READABLE), set(found))

    def test_foreign_content_types_and_headers(self):
        body = _changed()

        def publish(publisher):
            publisher.publish_body(b'\x80\x04K\x01.', content_type=(
                'application/x-python-serialize'))
            publisher.publish_body(b'squeezed',
                                   headers={'compression': 'gzip'})
            publisher.publish_body(b'squeezed', headers={'compression': 'no'})
            publisher.publish_body(body, content_type='text/plain')

        self.publish_and_wait(publish)
        self.assertEqual(2, len(ledgers.set_aside(self.open_books())))

    def test_the_same_message_many_times(self):
        # oslo.messaging by itself would never acknowledge the repetitions.
        delivery = stream.recorded('04_live_migrate')[-1]
        self.publish_and_wait(
            lambda publisher: publisher.publish([delivery] * 50))
        self.assert_same_books(self.replayed([delivery]))

    def test_secrets_do_not_reach_the_quarantine(self):
        def publish(publisher):
            publisher.publish_body(_changed(
                timestamp=None, _context_auth_token='gAAAA-secret',
                payload={'auth_token': 'gAAAA-secret'}))

        self.publish_and_wait(publish)
        row, = ledgers.set_aside(self.open_books())
        self.assertNotIn('gAAAA-secret', row.body)
