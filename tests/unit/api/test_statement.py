# SPDX-License-Identifier: Apache-2.0
"""The operations on /v1/statements, and who sees what of them."""

import decimal
import json

from billing_ledger.statements.credit import Grant
from tests.unit.api import base
from tests.unit.api import books
from tests.unit.api import statements


class StatementsTestCase(base.ApiTestCase):

    def setUp(self):
        super().setUp()
        statements.make_dear(self.books)
        self.now = statements.CLOSING_TIME

    def heads(self, headers, **query):
        return self.get('/v1/statements', headers=headers,
                        **query)['statements']

    def amounts(self, lines):
        return sum(decimal.Decimal(line['amount']) for line in lines)


class OwnAccountsTest(StatementsTestCase):
    """Each project pays for itself."""

    def setUp(self):
        super().setUp()
        self.closed = {each.account.id: each
                       for each in statements.close(self.books)}

    def test_a_project_sees_its_own(self):
        for headers, project_id in ((base.ALICE, books.ALPHA),
                                    (base.BOB, books.BETA)):
            head, = self.heads(headers)
            closed = self.closed[project_id]
            self.assertEqual(
                (closed.number, '2026-11', False, format(closed.total, 'f'),
                 closed.digest),
                tuple(head[name] for name in (
                    'number', 'month', 'partial', 'total', 'digest')))
            shown = self.get(f'/v1/statements/{head["number"]}',
                             headers=headers)
            lines = shown.pop('lines')
            self.assertEqual(head, shown)
            self.assertEqual(closed.subtotal, self.amounts(lines))
            self.assertEqual({project_id},
                             {line['project_id'] for line in lines})

    def test_nobody_sees_anothers(self):
        number = self.closed[books.BETA].number
        message = self.assert_error(404, self.client.get(
            f'/v1/statements/{number}', headers=base.ALICE), number)
        other = self.assert_error(404, self.client.get(
            '/v1/statements/2026-999999', headers=base.ALICE))
        self.assertEqual(message.replace(number, ''),
                         other.replace('2026-999999', ''))
        for query in ({'account_id': books.BETA}, {'month': '2026-12'}):
            self.assertEqual([], self.heads(base.ALICE, **query))
        self.assert_error(403, self.client.get(
            f'/v1/statements?project_id={books.BETA}', headers=base.ALICE))

    def test_an_administrator_sees_all(self):
        numbers = sorted(each.number for each in self.closed.values())
        self.assertEqual(numbers, [head['number'] for head
                                   in self.heads(base.ADMIN)])
        head, = self.heads(base.ADMIN, account_id=books.BETA,
                           month='2026-11')
        self.assertEqual(books.BETA, head['account']['id'])
        self.assertEqual([head], self.heads(base.ADMIN,
                                            project_id=books.BETA))
        self.get(f'/v1/statements/{head["number"]}', headers=base.ADMIN)

    def test_pages(self):
        first = self.get('/v1/statements', headers=base.ADMIN, limit=1)
        link, = first['links']
        second = self.get(link['href'], headers=base.ADMIN)
        self.assertEqual([], second['links'])
        self.assertEqual(
            ['2026-000001', '2026-000002'],
            [page['statements'][0]['number'] for page in (first, second)])

    def test_unusable_questions(self):
        for path in ('/v1/statements', '/v1/statements/draft'):
            for month in ('', '2026', '2026-13', 'November', '9' * 5000,
                          '2026-11&month=2026-10', '0000-01'):
                self.assert_error(400, self.client.get(
                    f'{path}?month={month}', headers=base.ALICE))
        for number in ('x', '%00', 'x' * 65, '%F0%9F%99%82'):
            self.assert_error(404, self.client.get(
                f'/v1/statements/{number}', headers=base.ALICE))

    def test_a_closed_month_has_no_draft(self):
        self.assertEqual([], self.get('/v1/statements/draft',
                                      month='2026-11')['statements'])


class SharedAccountTest(StatementsTestCase):
    """One account pays for both projects."""

    def setUp(self):
        super().setUp()
        self.account_id = statements.share(self.books, books.ALPHA,
                                           books.BETA)
        self.books.statements.credits.grant(Grant(
            self.account_id, 'Sorry, Beta', amount=decimal.Decimal(1),
            valid_from=books.PRICED_FROM))

    def test_of_other_projects_nothing_shows(self):
        closed, = statements.close(self.books)
        by_project = {
            project_id: self.amounts(
                [line._asdict() for line in closed.lines
                 if line.project_id == project_id])
            for project_id in (books.ALPHA, books.BETA)}
        self.assertGreater(min(by_project.values()), 0)
        for headers, own, other in (
                (base.ALICE, books.ALPHA, books.BETA),
                (base.BOB, books.BETA, books.ALPHA)):
            head, = self.heads(headers)
            shown = self.get(f'/v1/statements/{closed.number}',
                             headers=headers)
            self.assertEqual(by_project[own], self.amounts(shown['lines']))
            self.assert_partial(head, by_project[own])
            self.assert_partial(shown, by_project[own])
            for answer in (head, shown):
                self.assert_nothing_of(other, by_project[other], closed,
                                       json.dumps(answer))

    def assert_partial(self, answer, subtotal):
        self.assertEqual(
            (True, format(subtotal, 'f'), None, None, None, None, None),
            (answer['partial'], answer['subtotal'], answer['tax'],
             answer['total'], answer['digest'], answer['account']['address'],
             answer['account']['tax_id']))

    def assert_nothing_of(self, project_id, subtotal, closed, text):
        for secret in (project_id, closed.digest, 'Secret Street', 'DE123',
                       'Sorry', f'"{subtotal:f}"', f'"{closed.subtotal:f}"',
                       f'"{closed.tax:f}"', f'"{closed.total:f}"'):
            self.assertNotIn(secret, text)

    def test_the_draft_is_partial_too(self):
        draft, = self.get('/v1/statements/draft',
                          month='2026-11')['statements']
        self.assertEqual({books.ALPHA},
                         {line['project_id'] for line in draft['lines']})
        self.assert_partial(draft, self.amounts(draft['lines']))
        self.assertEqual((None, 'draft', None), (
            draft['number'], draft['status'], draft['issued_at']))

    def test_a_reader_names_no_account(self):
        self.assert_error(403, self.client.get(
            f'/v1/statements/draft?account_id={self.account_id}',
            headers=base.ALICE))
        self.assert_error(403, self.client.get(
            f'/v1/statements/draft?project_id={books.BETA}',
            headers=base.ALICE))

    def test_an_administrator_sees_the_whole(self):
        for query in ({'account_id': self.account_id},
                      {'project_id': books.ALPHA}):
            draft, = self.get('/v1/statements/draft', headers=base.ADMIN,
                              month='2026-11', **query)['statements']
            self.assertEqual(
                {books.ALPHA, books.BETA, ''},
                {line['project_id'] for line in draft['lines']})
            self.assertFalse(draft['partial'])
        closed, = statements.close(self.books)
        head, = self.heads(base.ADMIN)
        self.assertEqual(format(closed.total, 'f'), head['total'])

    def test_whoever_joins_later_takes_nothing_away(self):
        # The account of Alpha alone: Beta comes with the next month.
        accounts = self.books.statements.accounts
        accounts.remove_project(self.account_id, books.BETA,
                                statements.NOVEMBER)
        accounts.add_project(self.account_id, books.BETA,
                             statements.NOVEMBER.plus(1))
        statements.close(self.books)
        head, = self.heads(base.ALICE)
        self.assertFalse(head['partial'])
        self.assertIsNotNone(head['total'])

    def test_the_current_month_is_the_default(self):
        self.assertEqual([], self.get('/v1/statements/draft')['statements'])
        self.now = books.NOW
        draft, = self.get('/v1/statements/draft')['statements']
        self.assertEqual('2026-11', draft['month'])


class DocumentTest(StatementsTestCase):
    """Each project pays for itself."""

    def setUp(self):
        super().setUp()
        self.numbers = {
            closed.account.id: closed.number
            for closed in statements.close(self.books)}

    def download(self, headers=base.ALICE, project_id=books.ALPHA, **query):
        return self.client.get(
            f'/v1/statements/{self.numbers[project_id]}/document',
            headers=headers, query_string=query)

    def test_each_format(self):
        for name, begin in (
                ('pdf', b'%PDF-'), ('html', b'<!DOCTYPE html>'),
                ('csv', b'\xef\xbb\xbf'), ('json', b'{'),
                ('focus-csv', b''), ('focus-json', b'[')):
            with self.subTest(name):
                response = self.download(format=name)
                self.assertEqual(200, response.status_code)
                self.assertTrue(response.data.startswith(begin),
                                response.data[:20])
                self.assertIn('attachment',
                              response.headers['Content-Disposition'])
                self.assertIn('sandbox',
                              response.headers['Content-Security-Policy'])

    def test_a_pdf_without_asking(self):
        self.assertEqual('application/pdf', self.download().mimetype)

    def test_what_is_no_format(self):
        self.assert_error(400, self.download(format='exe'), 'format')

    def test_another_project_gets_none(self):
        self.assert_error(404, self.download(base.BOB), 'no statement')
        self.assertEqual(200, self.download(base.ADMIN).status_code)


class SharedDocumentTest(StatementsTestCase):

    def test_who_sees_a_part_gets_no_document(self):
        """It would tell what the others owe."""
        statements.share(self.books, books.ALPHA, books.BETA)
        number = statements.close(self.books)[0].number
        for headers, status in ((base.ALICE, 404), (base.BOB, 404),
                                (base.ADMIN, 200)):
            self.assertEqual(status, self.client.get(
                f'/v1/statements/{number}/document?format=csv',
                headers=headers).status_code)
