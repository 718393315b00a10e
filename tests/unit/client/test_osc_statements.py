# SPDX-License-Identifier: Apache-2.0
"""``openstack billing`` on statements."""

import contextlib
import csv
import decimal
import json
import os
import pathlib
import tempfile

from billing_ledger.statements import credit
from tests.unit.api import books
from tests.unit.api import statements
from tests.unit.client import test_osc


class StatementsTestCase(test_osc.OscTestCase):

    def setUp(self):
        super().setUp()
        statements.make_dear(self.books)
        self.bobs = self.token(books.BETA, 'reader')

    def close(self):
        """Close the month, and return the statements by their accounts."""
        self.now = statements.CLOSING_TIME
        return {each.account.id: each
                for each in statements.close(self.books)}

    def assert_refused(self, sentence, token, *arguments):
        code, out, err = self.run_command(token, *arguments)
        self.assertEqual(1, code, out)
        self.assertIn(sentence, err)
        self.assertEqual('', out)


class ClosedTest(StatementsTestCase):
    """Each project pays for itself."""

    def setUp(self):
        super().setUp()
        self.closed = self.close()
        self.number = self.closed[books.ALPHA].number

    def test_list(self):
        closed = self.closed[books.ALPHA]
        listed, = self.json(self.alices, 'statement', 'list')
        self.assertEqual(
            {'number': self.number, 'month': '2026-11',
             'account_id': books.ALPHA, 'account_name': closed.account.name,
             'currency': 'EUR', 'subtotal': format(closed.subtotal, 'f'),
             'tax': format(closed.tax, 'f'),
             'total': format(closed.total, 'f'), 'partial': False}, listed)
        long, = self.json(self.alices, 'statement', 'list', '--long')
        self.assertEqual(closed.digest, long['digest'])
        self.assertEqual(listed, {name: long[name] for name in listed})

    def test_an_administrator_lists_all_and_some(self):
        numbers = sorted(each.number for each in self.closed.values())
        for expected, options in (
                (numbers, ()), (numbers, ('--month', '2026-11')),
                ([], ('--month', '2026-10')),
                ([self.number], ('--project', books.ALPHA)),
                ([self.number], ('--account', books.ALPHA))):
            self.assertEqual(expected, [each['number'] for each in self.json(
                self.admins, 'statement', 'list', *options)])

    def test_show_is_what_the_api_says(self):
        shown = self.json(self.alices, 'statement', 'show', self.number)
        self.assertEqual(self.alice().statements.get(self.number), shown)
        self.assertEqual(
            self.closed[books.ALPHA].subtotal,
            sum(decimal.Decimal(line['amount']) for line in shown['lines']))

    def test_a_table_is_for_people(self):
        out = self.output(self.alices, 'statement', 'show', self.number)
        for line in self.closed[books.ALPHA].lines:
            self.assertIn(
                f'| {books.ALPHA} {line.resource_name}: {line.description}, '
                f'{line.quantity:f} {line.unit} = {line.amount:f} ', out)
        self.assertIn(f'({books.ALPHA})', out)
        self.assertNotIn('{', out)

    def test_a_closed_month_has_no_draft(self):
        self.assertEqual([], self.json(
            self.alices, 'statement', 'draft', '--month', '2026-11'))

    def test_nobody_gets_anothers(self):
        other = self.closed[books.BETA].number
        for words in (('show', other), ('save', other)):
            self.assert_refused(f'There is no statement {other}', self.alices,
                                'statement', *words)
        for words in ('list', 'draft'):
            self.assert_refused('billing:statements:', self.alices,
                                'statement', words, '--project', books.BETA)
        self.assertEqual([], self.json(self.alices, 'statement', 'list',
                                       '--account', books.BETA))
        self.assert_refused('Only administrators', self.alices, 'statement',
                            'draft', '--account', books.BETA)

    def test_what_is_no_statement(self):
        for number in ('2026-999999', 'x', '', '..', '../accounts', 'x' * 999,
                       '2026-000001?', '\N{SNOWMAN}'):
            for word in ('show', 'save'):
                code, out, _ = self.run_command(self.admins, 'statement',
                                                word, number)
                self.assertEqual((1, ''), (code, out), number)
        for word in ('show', 'save'):
            self.assert_refused('A draft has no number', self.admins,
                                'statement', word, 'draft')
        for month in ('', '2026', 'November', '2026-13', '9' * 999):
            for word in ('list', 'draft'):
                self.assert_refused('month', self.alices, 'statement', word,
                                    '--month', month)


class SaveTest(StatementsTestCase):

    def setUp(self):
        super().setUp()
        self.number = self.close()[books.ALPHA].number
        self.folder = pathlib.Path(
            self.enterContext(tempfile.TemporaryDirectory()))

    def save(self, *options):
        return self.output(self.alices, 'statement', 'save', self.number,
                           *options)

    def test_each_format_to_a_file_of_its_name(self):
        self.enterContext(contextlib.chdir(self.folder))
        for kind, name, begin in (
                ('html', 'html', b'<!DOCTYPE html>'),
                ('csv', 'csv', b'\xef\xbb\xbf'), ('json', 'json', b'{'),
                ('focus-csv', 'focus.csv', b''),
                ('focus-json', 'focus.json', b'[')):
            name = f'statement-{self.number}.{name}'
            self.assertEqual(f'{name}\n', self.save('--as', kind))
            written = pathlib.Path(name).read_bytes()
            self.assertTrue(written.startswith(begin), written[:20])
            self.assertEqual(
                self.alice().statements.document(self.number, kind), written)

    def test_a_pdf_without_asking(self):
        path = self.folder / 'bill'
        path.write_text('as it was')
        self.assertEqual(f'{path}\n', self.save('--output', str(path)))
        self.assertTrue(path.read_bytes().startswith(b'%PDF-'))

    def test_the_files_are_readable(self):
        path = self.folder / 'bill'
        self.save('--as', 'json', '--output', str(path))
        self.assertEqual(self.number, json.loads(path.read_bytes())['number'])
        self.save('--as', 'csv', '--output', str(path))
        with path.open(encoding='utf-8-sig', newline='') as opened:
            self.assertGreater(len(list(csv.DictReader(opened))), 0)

    def test_what_cannot_be_written(self):
        self.assert_refused(
            'No such file or directory', self.alices, 'statement', 'save',
            self.number, '--as', 'csv', '--output',
            str(self.folder / 'none' / 'bill'))
        with self.assertRaises(SystemExit):
            self.run_command(self.alices, 'statement', 'save', self.number,
                             '--as', 'exe')
        self.assertEqual([], os.listdir(self.folder))


class SharedAccountTest(StatementsTestCase):
    """One account pays for both projects."""

    def setUp(self):
        super().setUp()
        self.account_id = statements.share(self.books, books.ALPHA,
                                           books.BETA)

    def test_a_project_gets_its_own_lines_alone(self):
        closed, = self.close().values()
        for token, own, other in ((self.alices, books.ALPHA, books.BETA),
                                  (self.bobs, books.BETA, books.ALPHA)):
            listed, = self.json(token, 'statement', 'list')
            self.assertEqual((True, None, None), (
                listed['partial'], listed['tax'], listed['total']))
            for words in (('list', '--long'), ('show', closed.number)):
                for form in ('json', 'table'):
                    out = self.output(token, 'statement', *words, '-f', form)
                    for secret in (other, 'Secret Street', 'DE123',
                                   closed.digest, f'{closed.total:f}'):
                        self.assertNotIn(secret, out)
            self.assertIn(own, self.output(token, 'statement', 'show',
                                           closed.number, '-f', 'json'))
            self.assert_refused('There is no statement', token, 'statement',
                                'save', closed.number)

    def test_a_credit_is_a_line_of_no_project(self):
        self.books.statements.credits.grant(credit.Grant(
            self.account_id, 'Sorry, Beta', amount=decimal.Decimal(1),
            valid_from=books.PRICED_FROM))
        closed, = self.close().values()
        self.assertIn('| Sorry, Beta = -1.00 ', self.output(
            self.admins, 'statement', 'show', closed.number))

    def test_drafts(self):
        whole, = self.json(self.admins, 'statement', 'draft', '--account',
                           self.account_id)
        sums = {}
        for token, project_id in ((self.alices, books.ALPHA),
                                  (self.bobs, books.BETA)):
            draft, = self.json(token, 'statement', 'draft')
            lines = self.json(token, 'statement', 'draft', '--lines')
            self.assertEqual({(project_id, 'EUR')}, {
                (line['project_id'], line['currency']) for line in lines})
            sums[project_id] = decimal.Decimal(draft['subtotal'])
            self.assertEqual(sums[project_id], sum(
                decimal.Decimal(line['amount']) for line in lines))
        self.assertEqual(decimal.Decimal(whole['subtotal']),
                         sum(sums.values()))
        self.assertEqual([whole], self.json(
            self.admins, 'statement', 'draft', '--month', '2026-11',
            '--project', books.BETA))
