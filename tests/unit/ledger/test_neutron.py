# SPDX-License-Identifier: Apache-2.0
"""What is read from Neutron's notifications, and what is refused of them."""

from billing_ledger.facts import neutron
from tests.unit.ledger import base
from tests.unit.ledger import hostile
from tests.unit.ledger import services

OTHER_ADDRESS = 'c0ffee00-0000-4000-8000-000000000002'


def read(message):
    return hostile.read(neutron.read_floating_ip, message)


def created():
    return services.Address().created().messages[-1]


class TestFloatingIP(hostile.HostileTestCase):

    def test_created(self):
        event, = read(created())
        self.assertEqual(
            ('floatingip', services.ADDRESS, base.PROJECT, 'alice',
             '203.0.113.17', 'DOWN', 1, True),
            (event.kind, event.resource_id, event.project_id, event.user_id,
             event.display_name, event.state, event.size, event.held))
        self.assertEqual(base.START, event.created_at)

    def test_who_changes_it_is_not_who_created_it(self):
        address = services.Address().created().associated().audited()
        for message in address.messages[-2:]:
            event, = read(message)
            self.assertIsNone(event.user_id)

    def test_deleted(self):
        event, = read(services.Address().created().deleted().messages[-1])
        self.assertEqual(('announced', base.PROJECT),
                         (event.ending, event.project_id))

    def test_deleted_without_saying_more_than_the_id(self):
        for payload in ({'floatingip_id': services.ADDRESS},
                        {'floatingip_id': services.ADDRESS,
                         'floatingip': {}},
                        {'floatingip_id': services.ADDRESS,
                         'floatingip': None}):
            event, = read(created() | {'event_type': 'floatingip.delete.end',
                                       'payload': payload})
            self.assertEqual((services.ADDRESS, '', 'announced'),
                             (event.resource_id, event.project_id,
                              event.ending))

    def test_several_at_once_are_facts_of_their_own(self):
        data = services.Address().data
        message = created() | {'payload': {'floatingips': [
            data, data | {'id': OTHER_ADDRESS}]}}
        first, second = read(message)
        self.assertEqual([services.ADDRESS, OTHER_ADDRESS],
                         [first.resource_id, second.resource_id])
        self.assertNotEqual(first.message_id, second.message_id)
        self.assertEqual([first, second], read(message))

    def test_a_neutron_without_times_and_with_tenants(self):
        address = services.Address()
        for key in ('created_at', 'updated_at', 'project_id'):
            del address.data[key]
        event, = read(address.created().messages[-1])
        self.assertEqual((None, base.PROJECT),
                         (event.created_at, event.project_id))

    def test_what_says_nothing(self):
        for message in services.Address().created().associated().deleted(
                ).messages:
            if message['event_type'].endswith('.start'):
                self.assertEqual([], read(message))

    def test_fields(self):
        self.assert_refuses_fields(neutron.read_floating_ip, created(), {
            'id': hostile.NO_TEXT, 'status': hostile.NO_TEXT,
            'floating_ip_address': hostile.NO_OPTIONAL_TEXT,
            'created_at': ('soon', 12, [])}, inner='floatingip')
        nobody = created()
        nobody['payload']['floatingip']['project_id'] = ''
        self.assert_refuses_fields(
            neutron.read_floating_ip, nobody,
            {'tenant_id': hostile.NO_TEXT}, inner='floatingip')

    def test_payloads(self):
        for payload in ({}, {'floatingip': None}, {'floatingip': []},
                        {'floatingips': None}, {'floatingips': {}},
                        {'floatingips': [5]},
                        {'floatingips': [{}] * 1001}):
            self.assert_refused(neutron.read_floating_ip,
                                created() | {'payload': payload}, 'floating')
        for payload in ({}, {'floatingip_id': None}, {'floatingip_id': 5},
                        {'floatingip_id': 'x', 'floatingip': 'text'}):
            self.assert_refused(
                neutron.read_floating_ip,
                created() | {'event_type': 'floatingip.delete.end',
                             'payload': payload}, '')

    def test_the_context(self):
        for wrong in hostile.NO_OPTIONAL_TEXT:
            self.assert_refused(
                neutron.read_floating_ip,
                created() | {'_context_user_id': wrong}, 'user')
        message = created()
        del message['_context_user_id']
        self.assertIsNone(read(message)[0].user_id)
