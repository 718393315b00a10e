# SPDX-License-Identifier: Apache-2.0
"""The application with the middleware around it."""

import uuid

from keystonemiddleware import fixture
from werkzeug import exceptions
from werkzeug import test

from billing_ledger.api import app
from billing_ledger.api import deploy
from billing_ledger.api import faults
from tests.unit.api import base
from tests.unit.api import books


class DeployTestCase(base.ApiTestCase):

    auth_strategy = 'keystone'

    def setUp(self):
        super().setUp()
        self.client = self.deployed()

    def deployed(self, more=''):
        """Return a client of the whole application, configured by a file."""
        books.configure(self.folder, self.auth_strategy, more)
        conf = books.conf_for(self.folder)
        return test.Client(deploy.wrap(
            app.create_app(conf, self.books), conf))

    def token(self, project_id=books.ALPHA, roles=('member', 'reader')):
        """Return the header with a token that Keystone would confirm."""
        if not hasattr(self, 'tokens'):
            self.tokens = fixture.AuthTokenFixture()
            self.tokens.setUp()
            self.addCleanup(self.tokens.cleanUp)
        token = uuid.uuid4().hex
        self.tokens.add_token_data(
            token, project_id=project_id, role_list=list(roles),
            user_id='alice')
        return {'X-Auth-Token': token}


class KeystoneTest(DeployTestCase):

    def test_a_token_opens_its_project(self):
        answer = self.get('/v1/usage', headers=self.token())
        self.assertEqual({books.ALPHA},
                         {row['project_id'] for row in answer['usage']})

    def test_without_one_the_way_to_keystone_is_shown(self):
        self.token()
        for headers in ({}, {'X-Auth-Token': 'forged'}):
            response = self.client.get('/v1/usage', headers=headers)
            self.assert_error(401, response, 'authentication')
            self.assertIn('http://keystone/v3',
                          response.headers['WWW-Authenticate'])

    def test_nobody_confirms_himself(self):
        for path in ('/v1/usage', '//v1/usage', '/healthcheck/v1/usage'):
            for headers in (base.ADMIN, base.ADMIN | {'X-Auth-Token': 'no'}):
                response = self.client.get(path, headers=headers)
                self.assertNotIn(books.ALPHA, response.text)
                self.assertNotIn('"usage"', response.text)

    def test_headers_do_not_add_roles_to_a_token(self):
        response = self.client.get(
            '/v1/usage', headers=base.ADMIN | self.token(),
            query_string={'project_id': books.BETA})
        self.assert_error(403, response)

    def test_versions_need_no_token(self):
        self.assertEqual(200, self.client.get('/').status_code)


class KeystoneAwayTest(DeployTestCase):

    def test_says_so(self):
        response = self.client.get('/v1/usage',
                                   headers={'X-Auth-Token': 'any'})
        self.assert_error(503, response, 'identity service')

    def test_what_needs_no_token_goes_on(self):
        self.assertEqual(200, self.client.get(
            '/', headers={'X-Auth-Token': 'any'}).status_code)
        self.assertEqual(200, self.client.get('/healthcheck').status_code)


class RequestIdTest(DeployTestCase):

    def test_every_answer_has_one(self):
        for path in ('/', '/v1/usage', '/nowhere', '/healthcheck'):
            self.assertRegex(
                self.client.get(path).headers['x-openstack-request-id'],
                '^req-')


class FaultsTest(base.ApiTestCase):

    def test_a_middleware_that_breaks(self):
        def broken(environ, start_response):
            raise KeyError('a secret')
        client = test.Client(faults.Faults(broken))
        with self.assertLogs('billing_ledger.api.faults', 'ERROR') as logs:
            response = client.get('/')
        self.assertNotIn('secret', self.assert_error(500, response))
        self.assertIn('a secret', logs.output[0])

    def test_a_middleware_that_answers_in_html(self):
        client = test.Client(faults.Faults(
            exceptions.ServiceUnavailable('<b>away</b>')))
        self.assert_error(503, client.get('/'))


class ProxyTest(DeployTestCase):

    def test_links_name_what_the_caller_sees(self):
        self.client = self.deployed(
            '[oslo_middleware]\nenable_proxy_headers_parsing = true')
        link, = self.get('/v1/usage?limit=1', headers=self.token() | {
            'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'cloud',
            'X-Forwarded-Prefix': '/billing'})['links']
        self.assertTrue(link['href'].startswith(
            'https://cloud/billing/v1/usage?'), link)


class HealthcheckTest(DeployTestCase):

    def test_healthy_without_a_token(self):
        response = self.client.get('/healthcheck')
        self.assertEqual(200, response.status_code, response.text)
        self.assertIn('The database answers.', self.client.get(
            '/healthcheck', headers={'Accept': 'application/json'}).text)

    def test_not_without_the_database(self):
        conf = books.conf_for(self.folder)
        conf.set_override('connection', f'sqlite:///{self.folder}',
                          group='database')
        client = test.Client(deploy.load_app(conf))
        with self.assertLogs('billing_ledger.api.healthcheck', 'ERROR'):
            response = client.get('/healthcheck')
        self.assertEqual(503, response.status_code)
        self.assertIn('database', response.text)

    def test_only_for_those_who_may_ask(self):
        client = self.deployed(
            '[healthcheck]\nallowed_source_ranges = 192.0.2.0/24')
        self.assert_error(404, client.get(
            '/healthcheck', environ_base={'REMOTE_ADDR': '127.0.0.1'}))


class NoAuthTest(DeployTestCase):

    auth_strategy = 'noauth'

    def test_everyone_is_an_administrator(self):
        answer = self.get('/v1/usage', headers={})
        self.assertEqual({books.ALPHA, books.BETA},
                         {row['project_id'] for row in answer['usage']})

    def test_or_whoever_the_headers_say(self):
        answer = self.get('/v1/usage', headers={
            'X-Project-Id': books.ALPHA, 'X-Roles': 'reader'})
        self.assertEqual({books.ALPHA},
                         {row['project_id'] for row in answer['usage']})
