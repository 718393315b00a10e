# SPDX-License-Identifier: Apache-2.0
"""What the tests of the API stand on."""

import http
import pathlib
import tempfile
import unittest

from billing_ledger.api import app
from tests.unit.api import books


def identity(project_id, roles, user_id='somebody', **more):
    """Return the headers that keystonemiddleware sets for a valid token."""
    headers = {'X-Identity-Status': 'Confirmed', 'X-User-Id': user_id,
               'X-Roles': roles}
    if project_id:
        headers['X-Project-Id'] = project_id
    return headers | more


ALICE = identity(books.ALPHA, 'member,reader', 'alice')
READER = identity(books.ALPHA, 'reader', 'carol')
BOB = identity(books.BETA, 'member,reader', 'bob')
ADMIN = identity('f00', 'admin,manager,member,reader', 'root')
ROLELESS = identity(books.ALPHA, '', 'nobody')
NOBODY = {}


class ApiTestCase(unittest.TestCase):
    """Has ``self.client``, a Flask test client on real books."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.now = books.NOW
        self.conf, self.books = books.open_copy(self.folder,
                                                lambda: self.now)
        self.addCleanup(lambda: self.books.database.engine().dispose())
        self.client = app.create_app(self.conf, self.books).test_client()

    def get(self, path, headers=ALICE, **query):
        """Return the document at a path, which must answer 200."""
        response = self.client.get(path, headers=headers,
                                   query_string=query or None)
        self.assertEqual(200, response.status_code, response.text)
        return response.get_json()

    def client_with(self, rules):
        """Return a client of an API with a policy file."""
        path = pathlib.Path(self.folder, 'policy.yaml')
        path.write_text(rules)
        self.conf.set_override('policy_file', str(path), group='oslo_policy')
        return app.create_app(self.conf, self.books).test_client()

    def assert_error(self, code, response, *words):
        """Check that a response is an error as OpenStack writes it.

        :param words: what the message must contain
        :returns: the message
        """
        self.assertEqual(code, response.status_code, response.text)
        self.assertEqual('application/json', response.mimetype)
        document = response.get_json()
        self.assertEqual(['error'], list(document))
        error = document['error']
        self.assertEqual({'code', 'title', 'message'}, set(error))
        self.assertEqual(code, error['code'])
        self.assertEqual(http.HTTPStatus(code).phrase, error['title'])
        for trace in ('Traceback', '<html', '</'):
            self.assertNotIn(trace, error['message'])
        for word in words:
            self.assertIn(word, error['message'])
        return error['message']
