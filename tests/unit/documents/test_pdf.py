# SPDX-License-Identifier: Apache-2.0
"""A statement as PDF, read back."""

import decimal
import io
import sys
import unittest
from unittest import mock

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies
import pypdf

from billing_ledger import exception
from billing_ledger.documents import pdf_document
from tests.unit.documents import samples

D = decimal.Decimal
ZERO_WIDTH_SPACE = '\u200b'


def read(*lines, make=samples.statement, locale='en', **changes):
    return pypdf.PdfReader(io.BytesIO(pdf_document.pdf(
        make(*lines, **changes), samples.ISSUER, locale)))


def texts(document):
    """Return the words of each page, with single spaces."""
    return [' '.join(page.extract_text().replace(ZERO_WIDTH_SPACE, '')
                     .split()) for page in document.pages]


def fonts(document):
    """Return the descriptors of all fonts, by name."""
    found = {}
    for page in document.pages:
        for font in page['/Resources'].get('/Font', {}).values():
            for part in font.get_object()['/DescendantFonts']:
                descriptor = part.get_object()['/FontDescriptor']
                found[descriptor['/FontName']] = descriptor
    return found


class TestPdf(unittest.TestCase):

    def test_one_line_is_one_page(self):
        found = texts(read(samples.line('9.30')))
        self.assertEqual(1, len(found))
        for words in ('Invoice', '2026-000042', 'Example Cloud GmbH',
                      'ACME Rockets Ltd.', 'Europe/Berlin', 'web-1',
                      '744', 'vCPU-hour', '0.0125', '11.07 EUR',
                      'Page 1 of 1', 'ab' * 32):
            self.assertIn(words, found[0])

    def test_every_amount_is_there(self):
        lines = samples.with_everything(*samples.many(60))
        statement = samples.statement(*lines)
        words = ' '.join(texts(read(*lines))).split()
        for line in lines:
            self.assertIn(f'{line.amount:,.2f}', words)
        for amount in (statement.subtotal, statement.tax, statement.total):
            self.assertIn(f'{amount:,.2f}', words)

    def test_pages_are_counted_and_heads_repeated(self):
        found = texts(read(*samples.many(300)))
        self.assertGreater(len(found), 5)
        for number, text in enumerate(found, 1):
            self.assertIn(f'Page {number} of {len(found)}', text)
            self.assertIn('Amount EUR', text)

    def test_no_total_stands_alone_on_a_page(self):
        for count in range(10, 50):
            last = texts(read(*samples.many(count, projects=1)))[-1]
            # The row before the sums is on the same page, too.
            self.assertRegex(last, r'(hour|GiB) .* Usage', count)

    def test_fonts_are_embedded(self):
        document = read(*samples.many(60, names=samples.HOSTILE_NAMES))
        found = fonts(document)
        self.assertGreater(len(found), 1)
        for name, descriptor in found.items():
            self.assertTrue({'/FontFile2', '/FontFile3'} & set(descriptor),
                            name)

    def test_it_is_made_for_archives(self):
        document = read(*samples.many(60, names=samples.HOSTILE_NAMES))
        metadata = document.trailer['/Root']['/Metadata'].get_data()
        self.assertIn(b'pdfaid', metadata)
        self.assertEqual('Invoice 2026-000042', document.metadata.title)

    def test_the_same_statement_gives_the_same_bytes(self):
        statement = samples.statement(*samples.many(10))
        first, second = (pdf_document.pdf(statement, samples.ISSUER)
                         for _ in range(2))
        self.assertEqual(first, second)

    def test_a_draft_says_so_on_every_page(self):
        found = texts(read(*samples.many(100), make=samples.draft))
        for text in found:
            self.assertIn('D R A F T', text)
            self.assertIn('Draft statement', text)
        self.assertNotIn('D R A F T', texts(read(samples.line()))[0])

    def test_currencies_and_locales(self):
        self.assertIn('1.234.567 JPY', texts(read(
            samples.line('1037451', unit_price=None), currency='JPY',
            total=D(1234567), locale='de'))[0])
        self.assertIn('11.067 KWD', texts(read(
            samples.line('9.300'), currency='KWD'))[0])

    def test_huge_amounts(self):
        text = texts(read(samples.line('123456789012345678.90')))[0]
        self.assertIn('123,456,789,012,345,678.90', text)

    def test_more_lines_than_anybody_reads_are_refused(self):
        with self.assertRaises(exception.StatementTooLong) as caught:
            read(*[samples.line()] * 20001)
        self.assertIn('20000 lines at most', str(caught.exception))

    def test_what_is_unknown_is_left_out(self):
        # 9.30 and 19 %, 1.767, are 11.07.
        text = texts(read(samples.sparse(),
                          account=samples.SPARSE_ACCOUNT))[0]
        self.assertIn('Tax 19% 1.77', text)
        self.assertIn('Project p1 9.30', text)
        self.assertNotIn('None', text)

    def test_nothing_to_bill(self):
        text = texts(read(subtotal=D('0.00'), total=D('0.00')))[0]
        self.assertIn('Total 0.00 EUR', text)


class TestHostile(unittest.TestCase):

    def name(self, name):
        """Return what is printed of a resource with a name."""
        return ' '.join(texts(read(samples.line(resource_name=name))))

    def test_names_of_other_scripts(self):
        for name in (samples.CHINESE, samples.JAPANESE, samples.KOREAN):
            self.assertIn(name, self.name(name))
        # What is written from right to left is drawn from left to right.
        for name in (samples.ARABIC, samples.HEBREW):
            for word in name.split():
                printed = self.name(name)
                self.assertTrue(word in printed or word[::-1] in printed)

    def test_long_names_wrap(self):
        text = self.name(samples.LONG_NAME)
        self.assertIn(samples.LONG_NAME, text.replace(' ', ''))

    def test_markup_is_text(self):
        for name in (samples.HTML, '#read("/etc/passwd")', '*bold* _x_ $1$',
                     '#image("http://192.0.2.1/x.png")', '= Heading',
                     '\\ // #panic()', '@label', '#import "@preview/x:1.0.0"',
                     'https://192.0.2.1/'):
            self.assertIn(name, self.name(name))

    def test_accounts_are_texts(self):
        name = '#read("/etc/passwd")'
        account = samples.ACCOUNT._replace(
            id=name, name=name, tax_id=name, address=name, tax_name=name)
        text = texts(read(samples.line(), account=account, number=name))[0]
        self.assertGreaterEqual(text.count(name), 6)
        self.assertNotIn('root:', text)

    @settings(deadline=None, max_examples=50)
    @given(strategies.text(), strategies.text(), strategies.text())
    def test_any_text_can_be_set(self, name, description, address):
        account = samples.ACCOUNT._replace(name=name, address=address)
        line = samples.line(resource_name=name, project_name=name,
                            description=description, unit=name)
        self.assertIn('11.07 EUR', texts(read(line, account=account))[-1])

    def test_there_are_no_links(self):
        document = read(*(samples.line(resource_name=name)
                          for name in samples.HOSTILE_NAMES))
        for page in document.pages:
            self.assertNotIn('/Annots', page)

    def test_characters_that_no_font_has(self):
        with self.assertLogs(pdf_document.LOG.logger, 'WARNING') as logged:
            text = self.name('one \U000f0000\U00013430 two')
        self.assertIn('one', text)
        self.assertIn('Install more fonts', logged.output[0])


class TestWithoutLibrary(unittest.TestCase):

    def test_says_what_to_install(self):
        with (mock.patch.dict(sys.modules, {'typst': None}),
              self.assertRaises(exception.PdfUnavailable) as caught):
            read(samples.line())
        self.assertIn('horizon-billing[pdf]', str(caught.exception))
