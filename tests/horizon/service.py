# SPDX-License-Identifier: Apache-2.0
"""The real billing API on the loopback interface, for the panels to call."""

import atexit
import datetime
import functools
import pathlib
import shutil
import tempfile
import threading

from werkzeug import serving

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger.api import app
from billing_ledger.conf import api as api_options
from billing_ledger.db import audit
from billing_ledger.rating import price as rating
from billing_ledger.rating.book import Assignment
from tests.unit.ledger import guest

NOW = datetime.datetime(2026, 11, 22, 10, 30, tzinfo=datetime.UTC)
MONTH = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
LAST_MONTH = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)
NEXT_HOUR = datetime.datetime(2026, 11, 22, 11, tzinfo=datetime.UTC)


class Identities:
    """WSGI middleware in the place of Keystone: it knows some tokens."""

    def __init__(self, application):
        self.application = application
        self.known = {}
        # A test may hold back the answers to a method.
        self.stalled_method = None
        self.released = threading.Event()

    def __call__(self, environ, start_response):
        if environ['REQUEST_METHOD'] == self.stalled_method:
            self.released.wait()
        known = self.known.get(environ.get('HTTP_X_AUTH_TOKEN'))
        headers = {'HTTP_X_IDENTITY_STATUS': 'Invalid'}
        if known is not None:
            headers = {'HTTP_X_IDENTITY_STATUS': 'Confirmed',
                       'HTTP_X_USER_ID': known['user_id'],
                       'HTTP_X_PROJECT_ID': known['project_id'],
                       'HTTP_X_ROLES': ','.join(known['roles'])}
        return self.application(environ | headers, start_response)


class BillingService:
    """billing-api with books of its own, in a thread."""

    def __init__(self, folder, **billing_options):
        shutil.copy(_empty_database(), folder)
        conf = _conf(folder)
        for name, value in billing_options.items():
            conf.set_override(name, value, group='billing')
        self._now = NOW
        self.books = ledger.Ledger(conf, now=lambda: self._now)
        self._conf, self._folder = conf, pathlib.Path(folder)
        self.identities = Identities(app.create_app(conf, self.books))
        self._server = serving.make_server(
            '127.0.0.1', 0, self.identities, threaded=True,
            request_handler=_QuietHandler)
        # Stopping waits for what is still being answered.
        self._server.daemon_threads = False
        self.port = self._server.server_port
        self.url = f'http://127.0.0.1:{self.port}'
        self._thread = threading.Thread(target=self._server.serve_forever,
                                        kwargs={'poll_interval': 0.01})
        self._thread.start()

    def knows(self, token, user_id, project_id, roles):
        """Let a token be good for somebody."""
        self.identities.known[token] = {
            'user_id': user_id, 'project_id': project_id, 'roles': roles}

    def record(self, *instances):
        """Record what Nova said of some instances."""
        result = self.books.record(
            [message for instance in instances
             for message in instance.messages])
        if result.quarantined:
            raise AssertionError('the ledger did not understand the test')

    def read(self, *readings):
        """Record what an agent read."""
        result = self.books.record([guest.message(*readings)])
        if result.quarantined:
            raise AssertionError('the ledger did not believe the test')

    def price(self, meter, unit_price, pricing_unit, effective_from=MONTH,
              currency='EUR', **for_whom):
        """Put a price into force, as somebody did at the latest then."""
        self._now = min(effective_from, NOW)
        try:
            return self.books.prices.create(
                rating.NewPrice(meter, unit_price, pricing_unit, currency,
                                effective_from, **for_whom),
                by=audit.Actor('the-operator'))
        finally:
            self._now = NOW

    def assign(self, project_id, plan, effective_from):
        """Put a project on a plan."""
        return self.books.discounts.assign(
            Assignment(project_id, plan, effective_from), backdate=True)

    def forbid(self, rule):
        """Let a rule of the service's policy allow nobody anything."""
        path = self._folder / 'policy.yaml'
        path.write_text(f'"{rule}": "!"\n')
        self._conf.set_override('policy_file', str(path),
                                group='oslo_policy')
        self.identities.application = app.create_app(self._conf, self.books)

    def stop(self):
        """Stop answering; doing so twice is fine."""
        self.identities.released.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self.books.database.engine().dispose()


class _QuietHandler(serving.WSGIRequestHandler):
    def log(self, *_args):
        """Say nothing: the tests print what matters."""


def _conf(folder):
    conf = configuration.new_conf(default_config_files=[],
                                  default_config_dirs=[])
    api_options.register_opts(conf)
    conf.set_override('connection', f'sqlite:///{folder}/billing.sqlite',
                      group='database')
    return conf


@functools.cache
def _empty_database():
    """Return a database with all tables, made once a process."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    books = ledger.Ledger(_conf(folder))
    books.upgrade_schema()
    books.database.engine().dispose()
    return pathlib.Path(folder) / 'billing.sqlite'
