# SPDX-License-Identifier: Apache-2.0
"""The client on statements, accounts and credits."""

import decimal
from unittest import mock

from werkzeug import wrappers

from billing_ledger.client import exceptions
from billing_ledger.client.v1 import connection
from tests.unit.api import books
from tests.unit.api import statements
from tests.unit.client import base


class StatementTest(base.ClientTestCase):

    def setUp(self):
        super().setUp()
        statements.make_dear(self.books)
        self.now = statements.CLOSING_TIME
        self.closed = {each.account.id: each
                       for each in statements.close(self.books)}

    def test_the_pages_are_put_together(self):
        with mock.patch.object(connection, 'PAGE', 1):
            listed = self.admin().statements.list(month='2026-11')
        self.assertEqual(
            sorted(each.number for each in self.closed.values()),
            [each['number'] for each in listed])

    def test_a_document(self):
        number = self.closed[books.ALPHA].number
        alice = self.alice()
        self.assertEqual(b'%PDF-', alice.statements.document(number)[:5])
        self.assertIn(number.encode(),
                      alice.statements.document(number, 'html'))
        with self.assertRaises(exceptions.BadRequest) as caught:
            alice.statements.document(number, 'exe')
        self.assertIn('format', caught.exception.message)

    def test_a_document_of_another(self):
        number = self.closed[books.BETA].number
        with self.assertRaises(exceptions.NotFound) as caught:
            self.alice().statements.document(number)
        self.assertIn(number, caught.exception.message)

    def test_a_web_page_is_no_document(self):
        for answer in (wrappers.Response('<html>Welcome</html>'),
                       wrappers.Response(''),
                       wrappers.Response('{}', mimetype='application/json'),
                       wrappers.Response('x', headers={
                           'Content-Disposition': 'inline'})):
            client = self.client('any', self.serve(answer))
            with self.assertRaises(exceptions.InvalidAnswer):
                client.statements.document('2026-000001')

    def test_what_is_no_number(self):
        for number in ('', '.', '..', 'draft'):
            for call in (self.alice().statements.get,
                         self.alice().statements.document):
                with self.assertRaises(ValueError):
                    call(number)


class AccountTest(base.ClientTestCase):

    def test_what_is_not_named_stays(self):
        accounts = self.admin().accounts
        made = accounts.create('Example Ltd', tax_id='DE1', tax_name='VAT',
                               tax_percent=decimal.Decimal('19.5'))
        self.assertEqual('19.5', made['tax_percent'])
        renamed = accounts.update(made['id'], name='Example plc')
        self.assertEqual('DE1', renamed['tax_id'])
        self.assertIsNone(
            accounts.update(made['id'], tax_id=None)['tax_id'])

    def test_the_pages_are_put_together(self):
        accounts = self.admin().accounts
        for name in ('b', 'a'):
            accounts.create(name)
        with mock.patch.object(connection, 'PAGE', 1):
            self.assertEqual(['a', 'b'],
                             [each['name'] for each in accounts.list()])

    def test_a_project_comes_and_goes(self):
        accounts = self.admin().accounts
        made = accounts.create('Example Ltd')
        accounts.add_project(made['id'], books.ALPHA)
        self.assertEqual([books.ALPHA],
                         accounts.get(made['id'])['projects'])
        accounts.remove_project(made['id'], books.ALPHA, '2026-12')
        self.assertEqual([books.ALPHA],
                         accounts.get(made['id'])['projects'])
        with self.assertRaises(ValueError):
            accounts.remove_project(made['id'], '..')


class CreditTest(base.ClientTestCase):

    def test_times_and_numbers_are_exact(self):
        credits_ = self.admin().credits
        made = credits_.grant(books.ALPHA, 'Welcome',
                              decimal.Decimal('12.50'),
                              valid_from=books.PRICED_FROM)
        self.assertEqual(('12.50', '2026-11-22T06:00:00.000000+00:00'),
                         (made['amount'], made['valid_from']))
        self.assertEqual([made], credits_.list(books.ALPHA))
        self.assertEqual([], credits_.list(books.BETA))
        self.assertIsNotNone(credits_.revoke(made['id'])['revoked_at'])

    def test_a_float_is_no_amount(self):
        with self.assertRaises(TypeError):
            self.admin().credits.grant(books.ALPHA, 'Welcome', 0.1)
        with self.assertRaises(TypeError):
            self.admin().accounts.update('x', tax_percent=0.1)
