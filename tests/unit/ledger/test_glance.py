# SPDX-License-Identifier: Apache-2.0
"""What is read from Glance's notifications, and what is refused of them."""

from billing_ledger import times
from billing_ledger.facts import glance
from tests.unit.ledger import base
from tests.unit.ledger import hostile
from tests.unit.ledger import services

GIB = services.GIB


def read(message):
    return hostile.read(glance.read_image, message)


def uploaded():
    """Return the messages of an upload, by their types."""
    image = services.Image().created().uploaded(GIB).deleted()
    return {message['event_type']: message for message in image.messages}


class TestImage(hostile.HostileTestCase):

    def test_registered_without_data(self):
        event, = read(uploaded()['image.create'])
        self.assertEqual(
            ('image', services.IMAGE, base.PROJECT, 'queued', None, False),
            (event.kind, event.resource_id, event.project_id, event.state,
             event.size, event.held))
        self.assertEqual(base.START, event.created_at)

    def test_uploaded(self):
        for name in ('image.upload', 'image.activate', 'image.update'):
            event, = read(uploaded()[name])
            self.assertEqual(('active', GIB, True, None),
                             (event.state, event.size, event.held,
                              event.ending), name)

    def test_deleted(self):
        event, = read(uploaded()['image.delete'])
        self.assertEqual(('announced', GIB, True),
                         (event.ending, event.size, event.held))

    def test_what_says_nothing_new(self):
        self.assertEqual([], read(uploaded()['image.prepare']))
        for name, payload in (
                ('image.send', {'bytes_sent': 5, 'image_id': 'x'}),
                ('image.member.create', {'image_id': 'x', 'member_id': 'y'}),
                ('image.', {}), ('image', {})):
            self.assertEqual([], read(
                uploaded()['image.create'] | {'event_type': name,
                                              'payload': payload}))

    def test_an_image_that_belongs_to_no_project(self):
        for nobody in (None, ''):
            image = services.Image(project_id=nobody).created()
            self.assertEqual([], read(image.messages[0]))

    def test_a_deactivated_image_is_still_stored(self):
        image = services.Image().created().uploaded(GIB)
        image.says('image.update', status='deactivated')
        self.assertTrue(read(image.messages[-1])[0].held)

    def test_the_user_whom_nova_names(self):
        cases = {'alice': 'alice', None: None, '': None, 7: None,
                 'x' * 65: None, 'a\x00b': None}
        for value, expected in cases.items():
            image = services.Image().created(properties={'user_id': value})
            self.assertEqual(expected, read(image.messages[0])[0].user_id)
        for wrong in (None, [], 'text', 5):
            image = services.Image().created(properties=wrong)
            self.assertIsNone(read(image.messages[0])[0].user_id)

    def test_fields(self):
        self.assert_refuses_fields(
            glance.read_image, uploaded()['image.update'], {
                'id': hostile.NO_TEXT, 'status': hostile.NO_TEXT,
                'owner': hostile.NO_OPTIONAL_TEXT,
                'name': hostile.NO_OPTIONAL_TEXT,
                'created_at': hostile.NO_TIME,
                'size': ('1', 1.5, True, -1, 2 ** 63, 10 ** 30, [])})


class TestFailedUpload(base.BooksTestCase):

    def test_is_nothing_to_set_aside(self):
        message = uploaded()['image.upload'] | {
            'payload': 'Image storage media is full: ...',
            'priority': 'ERROR'}
        result = self.books.record([message])
        self.assertEqual((0, 1), (result.quarantined, result.ignored))
        result = self.books.record([message | {'payload': 5}, 'text'])
        self.assertEqual(2, result.quarantined)

    def test_times_are_the_senders(self):
        image = services.Image().created()
        self.books.record(image.messages)
        segment, = self.books.resource_timeline(services.IMAGE)
        self.assertEqual(times.to_text(base.START), segment.as_dict()['start'])
