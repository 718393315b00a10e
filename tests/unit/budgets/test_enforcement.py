# SPDX-License-Identifier: Apache-2.0
"""Orders carried out on a Nova that answers as a real one does."""

import json
import pathlib
import threading

from billing_ledger.budgets import budget as budgets
from billing_listener import cmd
from billing_listener.budgets import enforcement
from billing_listener.budgets import loop
from billing_listener.reconcile import nova
from tests.functional.listener.process import write_config
from tests.unit.budgets import base
from tests.unit.reconcile import answers
from tests.unit.reconcile.test_nova import Cloud

LIST = '/v2.1/servers/detail'
ACCEPTED = 202, b''
# As Nova 31 says it.
CONFLICT = 409, {'conflictingRequest': {
    'code': 409, 'message': "Cannot 'stop' instance b while it is in vm_state "
                            'stopped'}}


class EnforcementTestCase(base.BudgetsTestCase):

    def setUp(self):
        super().setUp()
        self.stopping = threading.Event()
        self.addCleanup(self.stopping.set)
        self.servers = []
        self.cloud = self.enterContext(Cloud({LIST: self.listed}))

    def listed(self, query):
        """Answer with all there is: filters are not believed in."""
        return 200, {'servers': [] if 'marker' in query else self.servers}

    def read_conf(self, **groups):
        path = pathlib.Path(self.folder, 'test.conf')
        write_config(path, {'reconcile': {
            'auth_url': f'{self.cloud.url}/v3', 'username': 'u',
            'password': 'secret', 'project_name': 'p',
            'user_domain_name': 'd', 'project_domain_name': 'd',
            'connect_retries': 0}} | groups)
        return cmd.read_conf(['--config-file', str(path)])

    def order(self, action=budgets.STOP):
        """Return an order, five hours beyond the budget."""
        self.set('5', action=action, grace_seconds=0)
        self.pass_to(10)
        self.check()
        return self.check().order

    def carry_out(self, order):
        return enforcement.Enforcement(
            nova.Nova(self.read_conf()), self.books.budgets,
            self.stopping).carry_out(order)

    def server(self, server_id, answer=ACCEPTED, **more):
        self.servers.append(answers.server(server_id, **more))
        self.cloud.answers[f'/v2.1/servers/{server_id}/action'] = answer

    def actions(self):
        """Return (id of the server, body) of what Nova was asked to do."""
        return [(path.split('/')[3], json.loads(body))
                for path, body in self.cloud.posts if 'action' in path]


class EnforcementTest(EnforcementTestCase):

    def test_stopped_one_by_one(self):
        self.server('a')
        self.server('b')
        self.assertEqual(2, self.carry_out(self.order()))
        self.assertEqual([('a', {'os-stop': None}), ('b', {'os-stop': None})],
                         self.actions())
        records = self.books.audit(10, kind='instance')
        self.assertEqual([('stop', 'b'), ('stop', 'a')],
                         [(each.action, each.object_id) for each in records])

    def test_shelved(self):
        self.server('a')
        self.assertEqual(1, self.carry_out(self.order(budgets.SHELVE)))
        self.assertEqual([('a', {'shelve': None})], self.actions())

    def test_active_servers_of_the_project_alone(self):
        self.server('stopped', status='SHUTOFF')
        self.server('busy', **{'OS-EXT-STS:task_state': 'powering-off'})
        self.server('others', tenant_id='other')
        self.assertEqual(0, self.carry_out(self.order()))
        self.assertEqual([], self.actions())
        path, query = self.cloud.queries[0]
        self.assertEqual((LIST, [base.PROJECT], ['ACTIVE'], ['True']), (
            path, query['project_id'], query['status'],
            query['all_tenants']))

    def test_what_fails_is_logged_and_the_others_go_on(self):
        self.server('b', CONFLICT)
        self.server('broken', (500, {}))
        self.server('c')
        with self.assertLogs(enforcement.LOG.logger, 'WARNING') as logs:
            self.assertEqual(1, self.carry_out(self.order()))
        self.assertIn("Cannot 'stop' instance b", logs.output[0])
        [record] = self.books.audit(10, kind='instance')
        self.assertEqual('c', record.object_id)

    def test_a_raise_in_between_ends_it(self):
        order = self.order()

        def raise_budget(_query):
            self.set('500', action=budgets.STOP)
            return ACCEPTED
        self.server('a', raise_budget)
        self.server('b')
        self.assertEqual(1, self.carry_out(order))
        self.assertEqual(['a'], [each for each, _ in self.actions()])

    def test_so_does_the_end_of_the_listener(self):
        self.server('a')
        self.stopping.set()
        self.assertEqual(0, self.carry_out(self.order()))

    def test_nobody_answers(self):
        order = self.order()
        self.cloud.answers[LIST] = 503, {}
        with self.assertRaises(nova.NovaAway):
            self.carry_out(order)


class MakeTest(EnforcementTestCase):

    def make(self, **groups):
        return loop.make(self.read_conf(**groups), self.books, self.stopping,
                         lambda: False)

    def test_off_unless_configured(self):
        self.assertIsNone(self.make())

    def test_notices_alone(self):
        self.assertIsNotNone(self.make(budgets={'check_interval': 60}))

    def test_enforced(self):
        self.assertIsNotNone(self.make(
            budgets={'check_interval': 60, 'enforce': True},
            notices={'channels': 'webhook'}))

    def test_what_cannot_be_enforced(self):
        for groups, words in (
                ({'budgets': {'enforce': True}}, 'check_interval is 0'),
                ({'budgets': {'enforce': True, 'check_interval': 60}},
                 'channels'),
                ({'budgets': {'enforce': True, 'check_interval': 60},
                  'reconcile': {}}, 'auth_url')):
            with self.subTest(words), self.assertRaises(
                    loop.CannotEnforce) as caught:
                self.make(**groups)
            self.assertIn(words, str(caught.exception))
