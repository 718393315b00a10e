# SPDX-License-Identifier: Apache-2.0
"""Names of projects from a Keystone that answers anything."""

import pathlib

from billing_ledger.db.projects import Project
from billing_listener import cmd
from billing_listener.reconcile import conf as options
from billing_listener.reconcile import projects
from tests.functional.listener.process import write_config
from tests.unit.ledger import base
from tests.unit.reconcile import test_nova

_ALPHA = {'id': 'a', 'name': 'Alpha', 'domain_id': 'default', 'tags': []}
_BETA = {'id': 'b', 'name': 'Beta <b>', 'domain_id': 'd2'}


class TestNames(base.BooksTestCase):

    def learn(self, answer, path_of_url='/v3'):
        """Let a Keystone answer GET /v3/projects; return what learn() does.

        :param answer: (status, body), or what makes it of a query
        """
        with test_nova.Cloud({'/v3/projects': answer}) as self.cloud:
            self.cloud.answers['/'] = 300, {'versions': {'values': [{
                'id': 'v3.14', 'status': 'stable', 'links': [{
                    'rel': 'self', 'href': f'{self.cloud.url}/v3/'}]}]}}
            path = pathlib.Path(self.folder, 'test.conf')
            write_config(path, {'reconcile': {
                'auth_url': f'{self.cloud.url}{path_of_url}',
                'username': 'u',
                'password': test_nova.PASSWORD, 'project_name': 'p',
                'user_domain_name': 'd', 'project_domain_name': 'd'}})
            session = options.load_session(
                cmd.read_conf(['--config-file', str(path)]))
            return projects.Names(session, self.books.projects).learn()

    def test_all_are_stored_and_what_is_gone_stays(self):
        self.assertEqual(2, self.learn((200, {'projects': [_ALPHA, _BETA]})))
        self.assertEqual(0, self.learn((200, {'projects': [_ALPHA]})))
        self.assertEqual(1, self.learn((200, {'projects': [
            _ALPHA | {'name': 'Gamma'}]})))
        self.assertEqual(
            [Project('b', 'Beta <b>', 'd2'), Project('a', 'Gamma', 'default')],
            self.books.projects.list())

    def test_a_url_without_version(self):
        self.assertEqual(1, self.learn((200, {'projects': [_ALPHA]}), ''))

    def test_page_after_page(self):
        def answer(query):
            if query.get('marker') == ['a']:
                return 200, {'projects': [_BETA], 'links': {'next': None}}
            return 200, {'projects': [_ALPHA], 'links': {
                'next': 'http://elsewhere.example/steal?marker=a'}}
        self.assertEqual(2, self.learn(answer))

    def test_a_list_that_never_ends(self):
        self.assertEqual(1, self.learn((200, {
            'projects': [_ALPHA], 'links': {'next': 'more'}})))

    def test_what_cannot_be_read_is_left_out(self):
        nonsense = [None, 7, [], {}, _BETA | {'id': 7}, _BETA | {'name': ''},
                    _BETA | {'name': 'x' * 256}, _BETA | {'id': 'x' * 65},
                    _BETA | {'domain_id': None}, _BETA | {'name': 'a\x00'}]
        with self.assertLogs('billing_listener.reconcile.projects') as logs:
            self.assertEqual(1, self.learn((200, {
                'projects': [*nonsense, _ALPHA]})))
        self.assertIn(f'{len(nonsense)} projects', logs.output[0])

    def test_answers_of_no_use(self):
        for answer in ((403, {}), (500, {}), (200, []), (200, {}),
                       (200, {'projects': 'x'}), (200, b'{'),
                       (200, b'[' * 100_000)):
            with self.subTest(answer=str(answer)[:40]), \
                    self.assertRaises(projects.KeystoneAway) as caught:
                self.learn(answer)
            self.assertNotIn(test_nova.PASSWORD, str(caught.exception))
        self.assertEqual([], self.books.projects.list())
