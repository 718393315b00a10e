# SPDX-License-Identifier: Apache-2.0
"""The client, talking to the real API."""

import datetime
import decimal
import json
import subprocess
import sys
import unittest
from unittest import mock

from werkzeug import wrappers

from billing_ledger.client import exceptions
from billing_ledger.client.v1 import connection
from tests.unit.api import books
from tests.unit.api import runs
from tests.unit.client import base


class ListingTest(base.ClientTestCase):

    def test_usage(self):
        usage = self.alice().usage.list()
        self.assertEqual(
            [row.as_dict() for row in self.expected('usage').rows],
            usage.rows)
        self.assertEqual('2026-11-01T00:00:00.000000+00:00', usage.start)
        self.assertEqual('2026-11-22T10:30:00.000000+00:00', usage.end)

    def test_charges_and_their_sum(self):
        charges = self.alice().charges.list()
        sheet = self.expected('charges')
        self.assertCountEqual([row.as_dict() for row in sheet.rows],
                              charges.rows)
        self.assertEqual(
            [{'currency': 'EUR', 'amount': str(sheet.totals['EUR'])}],
            charges.totals)

    def expected(self, name):
        return getattr(self.books, name)(
            books.query(project_id=books.ALPHA))

    def test_the_pages_are_put_together(self):
        whole = self.admin().charges.list()
        with mock.patch.object(connection, 'PAGE', 1):
            pages = self.admin().charges.list()
        self.assertGreater(len(whole.rows), 3)
        self.assertEqual(whole, pages)

    def test_filters(self):
        rows = self.admin().usage.list(
            start=books.NOW - datetime.timedelta(hours=6),
            end='2026-11-22T09:00:00+00:00', project_id=books.BETA,
            resource_id=books.BETAS_SERVER, group_by=('day', 'meter'))
        self.assertEqual('2026-11-22T04:30:00.000000+00:00', rows.start)
        self.assertEqual('2026-11-22T09:00:00.000000+00:00', rows.end)
        self.assertEqual(4, len(rows))
        self.assertTrue(all(row['day'] == '2026-11-22' for row in rows))

    def test_meters(self):
        self.assertIn('vcpu.allocated',
                      [meter['name'] for meter in self.alice().meters.list()])

    def test_timelines(self):
        timeline = self.alice().timelines.get(books.ALPHAS_SERVER)
        self.assertEqual(books.ALPHA, timeline['project_id'])
        self.assertEqual('building', timeline['segments'][0]['state'])

    def test_runs(self):
        runs.record(self.books)
        run, = self.alice().runs.list(books.ALPHAS_SERVER)
        self.assertEqual({'first': '0', 'last': '2'},
                         run['counters']['cpu.used'])
        self.assertIsNone(run['host'])


class PriceTest(base.ClientTestCase):

    def test_create_list_and_end(self):
        admin = self.admin()
        price = admin.prices.create(
            'disk.allocated', decimal.Decimal('1E-7'), flavor='m1.tiny',
            effective_from=datetime.datetime(2026, 11, 22, 12,
                                             tzinfo=datetime.UTC))
        self.assertEqual('0.0000001', price['unit_price'])
        self.assertEqual([price], admin.prices.list(meter='disk.allocated'))
        self.assertEqual([], admin.prices.list(
            meter='disk.allocated', in_force_at=books.NOW))
        ended = admin.prices.end(price['id'], '2026-12-01')
        self.assertEqual('2026-12-01T00:00:00.000000+00:00',
                         ended['effective_until'])
        vcpu, = admin.prices.list(meter='vcpu.allocated')
        self.assertEqual('2026-11-22T11:00:00.000000+00:00',
                         admin.prices.end(vcpu['id'])['effective_until'])

    def test_a_float_is_no_price(self):
        with self.assertRaises(TypeError):
            self.admin().prices.create('disk.allocated', 0.1)


class ErrorTest(base.ClientTestCase):

    def test_the_message_is_that_of_the_api(self):
        with self.assertRaises(exceptions.BadRequest) as caught:
            self.alice().usage.list(start='yesterday')
        self.assertEqual(
            "start: this is not a usable time: 'yesterday' is not ISO 8601.",
            caught.exception.message)
        self.assertTrue(caught.exception.request_id.startswith('req-'))

    def test_each_has_its_class(self):
        alice, admin = self.alice(), self.admin()
        for kind, call in (
                (exceptions.Forbidden,
                 lambda: alice.charges.list(project_id=books.BETA)),
                (exceptions.Forbidden,
                 lambda: alice.prices.create('disk.allocated', '1')),
                (exceptions.NotFound,
                 lambda: alice.timelines.get(books.BETAS_SERVER)),
                (exceptions.NotFound, lambda: admin.prices.end('../meters')),
                (exceptions.NotFound, lambda: alice.timelines.get('../../x')),
                (exceptions.NotFound,
                 lambda: alice.runs.list(books.BETAS_SERVER)),
                (exceptions.Unauthorized,
                 lambda: self.client('forged').usage.list()),
                (exceptions.ConnectFailure,
                 lambda: self.client('any', 'http://127.0.0.1:1')
                 .usage.list())):
            with self.assertRaises(kind) as caught:
                call()
            self.assertIsInstance(caught.exception,
                                  exceptions.ClientException)

    def test_something_else_answers(self):
        for answer in ('<html>Welcome</html>', '[]', '{', ''):
            endpoint = self.serve(wrappers.Response(answer))
            with self.assertRaises(exceptions.InvalidAnswer) as caught:
                self.client('any', endpoint).usage.list()
            self.assertIn('endpoint', str(caught.exception))

    def test_no_endpoint_in_the_catalog(self):
        with self.assertRaises(exceptions.EndpointNotFound) as caught:
            self.client('any', endpoint='').usage.list()
        self.assertIn('billing', str(caught.exception))


class EndpointTest(base.ClientTestCase):

    def test_with_and_without_version_or_slash(self):
        token = self.token(books.ALPHA, 'reader')
        for suffix in ('', '/', '/v1', '/v1/'):
            client = self.client(token, self.endpoint + suffix)
            self.assertEqual(8, len(client.usage.list()))

    def test_an_override_wins(self):
        client = self.client(self.token(books.ALPHA, 'reader'),
                             'http://127.0.0.1:1',
                             endpoint_override=self.endpoint)
        self.assertEqual(8, len(client.usage.list()))

    def test_the_token_goes_to_no_host_that_a_link_names(self):
        asked = []

        @wrappers.Request.application
        def api(request):
            asked.append(request.full_path)
            links = [] if 'marker' in request.args else [
                {'rel': 'next', 'href': 'http://evil.example/v1?marker=m'}]
            return wrappers.Response(json.dumps(
                {'usage': [], 'start': '', 'end': '', 'links': links}))

        self.client('any', self.serve(api)).usage.list()
        self.assertEqual(['/v1/usage?limit=50000', '/v1/usage?marker=m'],
                         asked)


class ImportTest(unittest.TestCase):

    def test_needs_keystoneauth_alone(self):
        code = ('import sys\n'
                'for name in ("flask", "werkzeug", "sqlalchemy", "oslo_db",\n'
                '             "oslo_config", "oslo_policy", "jsonschema",\n'
                '             "alembic", "rich", "keystonemiddleware"):\n'
                '    sys.modules[name] = None\n'
                'from billing_ledger.client import exceptions, v1\n'
                'v1.Client(session=None)\n')
        done = subprocess.run([sys.executable, '-c', code], text=True,
                              capture_output=True, timeout=60, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
