# SPDX-License-Identifier: Apache-2.0
"""CSV keeps what it is given, and no spreadsheet carries it out."""

import csv
import decimal
import io
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_ledger.documents import csv_document
from billing_ledger.documents import spreadsheet
from tests.unit.documents import samples

D = decimal.Decimal
HOSTILE = ('=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\tx', '\rx', '  =1',
           '\N{NO-BREAK SPACE}=1', '\u200b=1', '\ufeff@x', '\x00=1',
           '＝1', '＋1', '－1', '＠x', '﹣1', '\N{MINUS SIGN}1',
           '=HYPERLINK("http://192.0.2.1","x")', "=cmd|' /C calc'!A0")


def read(text, separator=','):
    return list(csv.reader(io.StringIO(text, newline=''),
                           delimiter=separator))


def rows(statement, **options):
    text = ''.join(csv_document.csv(statement, **options))
    return list(csv.DictReader(io.StringIO(text, newline='')))


class TestCsv(unittest.TestCase):

    def test_a_row_for_each_line(self):
        found = rows(samples.statement(samples.line('9.30')))
        self.assertEqual('web-1', found[0]['resource_name'])
        self.assertEqual(('744', 'vCPU-hour', '0.0125', '9.30', 'EUR'), tuple(
            found[0][name] for name in (
                'quantity', 'unit', 'unit_price', 'amount', 'currency')))
        self.assertEqual('2026-10-31T23:00:00.000000+00:00',
                         found[0]['period_start'])

    def test_amounts_add_up_to_the_total(self):
        statement = samples.statement(*samples.with_everything(
            samples.line('9.30')))
        # 9.30 + 8.37 - 5 - 1 - 2 = 9.67; VAT of 19 % is 1.8373.
        self.assertEqual(D('11.51'), statement.total)
        self.assertEqual(statement.total, sum(
            D(row['amount']) for row in rows(statement)))

    def test_without_tax_there_is_no_row_of_it(self):
        account = samples.ACCOUNT._replace(tax_percent=D(0))
        self.assertEqual(1, len(rows(samples.statement(
            samples.line(), account=account))))

    def test_a_statement_without_lines_has_a_header(self):
        text = ''.join(csv_document.csv(samples.statement()))
        self.assertEqual(','.join(csv_document.COLUMNS) + '\r\n', text)

    def test_what_is_unknown_is_empty(self):
        found = rows(samples.statement(samples.sparse(), number=None))[0]
        self.assertEqual(
            ['statement', 'project_name', 'region', 'resource_id',
             'resource_name', 'meter', 'description', 'quantity', 'unit',
             'unit_price', 'price_id', 'refers_to', 'user_id'],
            [name for name, value in found.items() if not value])

    def test_lines_end_as_rfc_4180_says(self):
        text = ''.join(csv_document.csv(samples.statement(samples.line())))
        self.assertEqual(3, text.count('\r\n'))

    def test_a_byte_order_mark_on_demand(self):
        text = ''.join(csv_document.csv(samples.statement(), bom=True))
        self.assertEqual(b'\xef\xbb\xbfstatement', text.encode()[:12])

    def test_it_comes_piece_by_piece(self):
        pieces = csv_document.csv(samples.statement(*samples.many(3)))
        # a header, three lines, the tax
        self.assertEqual(5, len(list(pieces)))

    def test_texts_come_back(self):
        for name in (*samples.HOSTILE_NAMES[:-1], 'a,b', 'say "hi"', 'a\r\nb',
                     "O'Brien", "'quoted'"):
            found = rows(samples.statement(samples.line(resource_name=name)))
            self.assertEqual(name, found[0]['resource_name'])

    def test_negative_numbers_stay_numbers(self):
        found = rows(samples.statement(samples.other('credit', '-2.00', 'x')))
        self.assertEqual('-2.00', found[0]['amount'])


class TestHarmless(unittest.TestCase):

    def test_formulas_become_texts(self):
        for text in HOSTILE:
            self.assertEqual("'", spreadsheet.harmless(text).strip(
                '\x00\ufeff\u200b \N{NO-BREAK SPACE}')[0], text)

    def test_a_hostile_name_in_a_statement(self):
        found = rows(samples.statement(samples.line(
            resource_name='=1+1', project_name='@x', description='-1',
            region='+1')))
        self.assertEqual(["'=1+1", "'@x", "'-1", "'+1"], [
            found[0][name] for name in (
                'resource_name', 'project_name', 'description', 'region')])

    def test_other_separators_make_no_formula_either(self):
        text = ''.join(csv_document.csv(samples.statement(samples.line(
            resource_name='x;=1+1', description='y\n=2'))))
        self.assertNotIn(';=', text)
        self.assertNotIn('\n=', text)

    def test_harmless_texts_stay(self):
        for text in ('', 'web-1', 'a=b', 'x@y', '1-2', '# x', 'Ω', "'"):
            self.assertEqual(text, spreadsheet.harmless(text))

    def test_a_huge_name(self):
        self.assertEqual("'=" + 'x' * 10 ** 6,
                         spreadsheet.harmless('=' + 'x' * 10 ** 6))

    @given(strategies.lists(strategies.text(), min_size=1))
    def test_no_cell_begins_a_formula(self, texts):
        written = ''.join(spreadsheet.pieces(['name'], [texts]))
        for separator in ',;\t|':
            for cell in (cell for row in read(written, separator)
                         for cell in row):
                self.assertNotIn(cell.strip()[:1], set('=+-@'))

    @given(strategies.lists(strategies.text(), min_size=1))
    def test_nothing_but_apostrophes_is_added(self, texts):
        written = read(''.join(spreadsheet.pieces(['name'], [texts])))[1]
        for text, cell in zip(texts, written, strict=True):
            self.assertEqual(text.replace("'", ''), cell.replace("'", ''))

    @given(strategies.lists(strategies.text(), min_size=2))
    def test_verbatim_texts_come_back_as_they_are(self, texts):
        written = ''.join(spreadsheet.pieces(
            ['name'], [texts], verbatim=True))
        self.assertEqual([['name'], texts], read(written))

    @given(strategies.decimals(allow_nan=False, allow_infinity=False))
    def test_numbers_come_back(self, number):
        written = ''.join(spreadsheet.pieces(['n'], [[number]]))
        self.assertEqual(number, D(read(written)[1][0]))
