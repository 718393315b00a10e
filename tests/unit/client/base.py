# SPDX-License-Identifier: Apache-2.0
"""What the tests of the client stand on: the real API on a loopback port."""

import logging
import tempfile
import threading
import unittest
import uuid

from keystoneauth1 import session
from keystoneauth1 import token_endpoint
from keystonemiddleware import fixture
from werkzeug import serving

from billing_ledger.api import app
from billing_ledger.api import deploy
from billing_ledger.client import v1
from tests.unit.api import books


class _QuietHandler(serving.WSGIRequestHandler):
    def log(self, *args, **kwargs):
        """Leave the output to the tests."""


class ClientTestCase(unittest.TestCase):
    """Has ``self.endpoint``, where the API answers those with a token.

    The API takes ``self.now`` for the present.
    """

    now = books.NOW

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        books.configure(folder.name)
        self.conf, self.books = books.open_copy(
            folder.name, lambda: self.now)
        self.addCleanup(lambda: self.books.database.engine().dispose())
        self.tokens = fixture.AuthTokenFixture()
        self.tokens.setUp()
        self.addCleanup(self.tokens.cleanUp)
        self.endpoint = self.serve(deploy.wrap(
            app.create_app(self.conf, self.books), self.conf))

    def serve(self, application):
        """Serve a WSGI application while the test runs; return its URL."""
        logging.getLogger('werkzeug').setLevel(logging.ERROR)
        server = serving.make_server('127.0.0.1', 0, application,
                                     threaded=True,
                                     request_handler=_QuietHandler)
        thread = threading.Thread(
            target=server.serve_forever, kwargs={'poll_interval': 0.01})
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        return f'http://127.0.0.1:{server.port}'

    def token(self, project_id, *roles):
        """Return a token that Keystone would confirm."""
        token = uuid.uuid4().hex
        self.tokens.add_token_data(token, project_id=project_id,
                                   role_list=list(roles), user_id='somebody')
        return token

    def client(self, token, endpoint=None, **options):
        """Return a client that uses a token."""
        auth = token_endpoint.Token(
            self.endpoint if endpoint is None else endpoint, token)
        return v1.Client(session=session.Session(auth=auth), **options)

    def alice(self):
        return self.client(self.token(books.ALPHA, 'member', 'reader'))

    def admin(self):
        return self.client(self.token('f00', 'admin', 'member', 'reader'))
