# SPDX-License-Identifier: Apache-2.0
"""When something behind the API breaks."""

import pathlib

from billing_ledger import exception
from billing_ledger import ledger
from billing_ledger.api import app
from tests.unit.api import base
from tests.unit.api import books


class DatabaseTest(base.ApiTestCase):

    PATHS = ('/v1/usage', '/v1/charges', '/v1/prices',
             f'/v1/instances/{books.ALPHAS_SERVER}/timeline')

    def client_on(self, connection):
        """Return a client of an API whose database is elsewhere."""
        conf = books.conf_for(self.folder)
        conf.set_override('connection', connection, group='database')
        conf.set_override('max_retries', 0, group='database')
        other = ledger.Ledger(conf, lambda: books.NOW)
        self.addCleanup(lambda: other.database.engine().dispose())
        return app.create_app(conf, other).test_client()

    def check_all(self, client):
        for path in self.PATHS:
            with self.subTest(path), self.assertLogs(level='ERROR'):
                message = self.assert_error(
                    503, client.get(path, headers=base.ALICE), 'database',
                    'Try again')
                self.assertNotIn('sqlite', message.lower())

    def test_without_tables(self):
        self.check_all(self.client_on(f'sqlite:///{self.folder}/empty'))

    def test_not_a_database(self):
        pathlib.Path(self.folder, 'text').write_text('no database' * 100)
        self.check_all(self.client_on(f'sqlite:///{self.folder}/text'))

    def test_a_server_that_does_not_answer(self):
        self.check_all(self.client_on(
            'mysql+pymysql://user:secret@127.0.0.1:1/billing'))

    def test_what_needs_no_database_goes_on(self):
        client = self.client_on(f'sqlite:///{self.folder}/empty')
        for path in ('/', '/v1/meters', '/v1/openapi.json'):
            response = client.get(path, headers=base.ALICE)
            self.assertEqual(200, response.status_code)


class SurpriseTest(base.ApiTestCase):

    def fail_with(self, error):
        def charges(query):
            raise error
        self.books.charges = charges
        with self.assertLogs('billing_ledger.api.errors', 'ERROR') as logs:
            response = self.client.get('/v1/charges', headers=base.ALICE)
        return response, '\n'.join(logs.output)

    def test_a_bug_tells_the_log_and_not_the_caller(self):
        response, log = self.fail_with(KeyError('a secret'))
        message = self.assert_error(500, response, 'log of billing-api')
        self.assertNotIn('secret', message)
        self.assertIn('a secret', log)
        self.assertIn('Traceback', log)

    def test_an_error_of_the_ledger_has_its_own_code_and_words(self):
        response, log = self.fail_with(exception.BillingError())
        self.assert_error(500, response, 'unknown problem')
        self.assertIn('unknown problem', log)
