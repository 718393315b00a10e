# SPDX-License-Identifier: Apache-2.0
"""What is read from Nova's notifications, and what is refused of them."""

import copy
import datetime
import unittest

from billing_ledger import exception
from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from tests.recordings import files

UPDATE = 'instance.update'
HUGE = 'x' * 300


def recorded(event_type):
    return copy.deepcopy(next(
        message for message in files.messages('01_lifecycle')
        if message['event_type'] == event_type))


def read(message):
    return nova.read_instance_event(envelope.open_envelope(message))


class TestFormats(unittest.TestCase):

    def test_both_formats_give_the_same_fact(self):
        different = {'message_id', 'versioned', 'generated_at'}
        for name in ('instance.create.end', 'instance.delete.end',
                     'instance.power_off.end'):
            with self.subTest(name=name):
                versioned = read(recorded(name))._asdict()
                plain = read(recorded('compute.' + name))._asdict()
                for key in versioned.keys() - different:
                    self.assertEqual(versioned[key], plain[key], key)

    def test_every_unversioned_name_has_a_versioned_one(self):
        for name in files.NAMES:
            read_here = {True: set(), False: set()}
            for events in files.events(name).values():
                for event in events:
                    read_here[event.versioned].add(event.event_type)
            self.assertLessEqual(read_here[False], read_here[True], name)

    def test_what_is_not_about_an_instance_is_none(self):
        for name in ('scheduler.select_destinations.end',
                     'compute_task.build_instances.error', 'image.update'):
            message = recorded(UPDATE)
            message['event_type'] = name
            self.assertIsNone(read(message))

    def test_a_volume_backed_server_has_no_image(self):
        message = recorded('compute.instance.update')
        message['payload']['image_ref_url'] = 'http://glance/images/'
        self.assertIsNone(read(message).image_id)

    def test_fields_added_by_a_later_release_do_no_harm(self):
        message = recorded(UPDATE)
        message['payload']['nova_object.version'] = '2.99'
        message['payload']['nova_object.data']['novelty'] = {'a': [1]}
        self.assertEqual('m1.small', read(message).flavor)


class TestHostileMessages(unittest.TestCase):

    def assert_refused(self, message, reason):
        with self.assertRaisesRegex(exception.MalformedMessage, reason):
            read(message)

    def test_not_even_a_notification(self):
        for message in (None, [], 'text', 7, True, 1.5):
            with self.subTest(message=message):
                self.assert_refused(message, 'should be an object')

    def test_envelope_fields(self):
        for key in ('message_id', 'event_type', 'timestamp', 'payload'):
            with self.subTest(key=key, what='missing'):
                message = recorded(UPDATE)
                del message[key]
                self.assert_refused(message, key)
            with self.subTest(key=key, what='wrong type'):
                self.assert_refused(dict(recorded(UPDATE), **{key: 17}), key)
            with self.subTest(key=key, what='list'):
                self.assert_refused(dict(recorded(UPDATE), **{key: [1]}), key)

    def test_times(self):
        for wrong in ('yesterday', '2026-13-01', '0001-01-01 00:00:00',
                      '9999-12-31T23:59:59-12:00', '2026-11-22 25:00:00',
                      HUGE, 1795328879):
            with self.subTest(wrong=wrong):
                self.assert_refused(
                    dict(recorded(UPDATE), timestamp=wrong), 'timestamp')

    def test_payload_fields(self):
        cases = {
            'uuid': (None, '', 5, HUGE, 'a\x00b', '\ud800'),
            'tenant_id': (None, '', {}, HUGE),
            'state': (None, '', 3),
            'created_at': (None, '', 'soon', 12),
            'launched_at': ('soon', 12, []),
            'display_name': (7, ['x'], 'x' * 256, 'a\x00b'),
            'host': (7, HUGE),
            'task_state': (7,),
            'image_uuid': (7, HUGE),
            'flavor': (None, 'm1.small', {}, {'nova_object.data': 3}),
        }
        for key, values in cases.items():
            for value in values:
                with self.subTest(key=key, value=str(value)[:20]):
                    message = recorded(UPDATE)
                    message['payload']['nova_object.data'][key] = value
                    self.assert_refused(message, key)

    def test_flavor_fields(self):
        for key in ('vcpus', 'memory_mb', 'root_gb', 'ephemeral_gb'):
            for value in (None, '1', 1.5, True, -1, 2 ** 31, 10 ** 30):
                with self.subTest(key=key, value=value):
                    message = recorded(UPDATE)
                    message['payload']['nova_object.data']['flavor'][
                        'nova_object.data'][key] = value
                    self.assert_refused(message, key)

    def test_unversioned_fields(self):
        for key, value in (('instance_id', None), ('vcpus', '1'),
                           ('instance_type', ''), ('state', None),
                           ('image_ref_url', 4), ('created_at', 'x')):
            with self.subTest(key=key):
                message = recorded('compute.instance.update')
                message['payload'][key] = value
                self.assert_refused(message, key)

    def test_an_unversioned_payload_under_a_versioned_name(self):
        message = recorded('compute.instance.update')
        message['event_type'] = UPDATE
        self.assert_refused(message, 'no versioned object')


class TestUnwrap(unittest.TestCase):

    def test_text_object_and_bare(self):
        message = {'event_type': 'x'}
        for body in ({'oslo.version': '2.0',
                      'oslo.message': '{"event_type": "x"}'},
                     {'oslo.version': '2.0', 'oslo.message': message},
                     message):
            self.assertEqual(message, envelope.unwrap(body))

    def test_what_cannot_be_unwrapped(self):
        for body in ([], 'x', None, {'oslo.message': '{}'},
                     {'oslo.version': '9.0', 'oslo.message': '{}'},
                     {'oslo.version': 2, 'oslo.message': '{}'},
                     {'oslo.version': '2.0', 'oslo.message': '{'},
                     {'oslo.version': '2.0', 'oslo.message': '[' * 100000}):
            with self.subTest(body=str(body)[:40]), \
                    self.assertRaises(exception.MalformedMessage):
                envelope.unwrap(body)


class TestTimes(unittest.TestCase):

    def test_every_spelling_nova_uses(self):
        expected = datetime.datetime(2026, 11, 22, 6, 27, 57,
                                     tzinfo=datetime.UTC)
        for text in ('2026-11-22 06:27:57', '2026-11-22T06:27:57Z',
                     '2026-11-22 06:27:57+00:00', '2026-11-22T06:27:57.000000',
                     '2026-11-22T07:27:57+01:00'):
            message = dict(recorded(UPDATE), timestamp=text)
            self.assertEqual(expected, read(message).generated_at)
