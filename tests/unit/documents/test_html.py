# SPDX-License-Identifier: Apache-2.0
"""A statement as HTML: complete, well-formed, and deaf to hostile names."""

import decimal
import html.parser
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_ledger import exception
from billing_ledger.documents import html_document
from tests.unit.documents import samples

D = decimal.Decimal
# They have no end tag.
VOID = ('meta', 'br', 'col')


class Page(html.parser.HTMLParser):
    """The tags, attributes and texts of a page; unbalanced tags fail."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.attributes = []
        self.texts = []
        self._open = []
        self.feed(text)
        self.close()
        if self._open:
            raise AssertionError(f'not closed: {self._open}')

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if self._open.pop() != tag:
            raise AssertionError(f'wrongly closed: {tag}')

    def handle_data(self, data):
        if self._open and self._open[-1] != 'style':
            self.texts += data.split()

    @property
    def text(self):
        return ' '.join(self.texts)


def page(*lines, make=samples.statement, locale='en', **changes):
    return Page(html_document.html(make(*lines, **changes), samples.ISSUER,
                                   locale))


class TestHtml(unittest.TestCase):

    def test_says_who_and_when(self):
        text = page(samples.line()).text
        for words in ('Example Cloud GmbH', 'Beispielstraße 12',
                      'Tax number DE123456789', 'ACME Rockets Ltd.',
                      '1 Desert Road', 'Cactus Springs', 'US-42',
                      'Invoice 2026-000042', 'Nov 1, 2026 – Nov 30, 2026',
                      'Europe/Berlin', 'December 3, 2026', 'ab' * 32,
                      'Please pay within 14 days'):
            self.assertIn(words, text)

    def test_sums(self):
        # 9.30 + 8.37 - 5 - 1 - 2 = 9.67; VAT of 19 % is 1.8373.
        text = page(*samples.with_everything(samples.line('9.30'))).text
        for words in ('Usage 17.67', 'Discounts -5.00', 'Corrections -1.00',
                      'Credits -2.00', 'Subtotal 9.67', 'VAT 19% 1.84',
                      'Total 11.51 EUR', '9.30 without discount',
                      'belongs to 2026-000017', 'Oct 1, 2026 – Oct 31, 2026'):
            self.assertIn(words, text)

    def test_usage_is_grouped_by_project_and_resource_group(self):
        # web: 1 + 2 and 4; ops: 8
        text = page(
            samples.line('1.00'), samples.line('2.00', resource_name='web-2'),
            samples.line('4.00', resource_group='network'),
            samples.line('8.00', project_id='p2', project_name='ops')).text
        for words in ('Subtotal Compute 3.00', 'Subtotal Network 4.00',
                      'Project web 7.00', 'Project ops 8.00'):
            self.assertIn(words, text)
        self.assertLess(text.index('Project ops'), text.index('Project web'))

    def test_what_is_of_no_resource_stands_beneath_none(self):
        text = page(
            samples.other('correction', '-1.00', 'Uptime',
                          resource_id='i1', resource_name='web-9'),
            samples.other('correction', '-2.00', 'Goodwill')).text
        self.assertLess(text.index('Goodwill'), text.index('web-9'))

    def test_every_line_is_there(self):
        lines = samples.many(200)
        found = page(*lines).texts
        for line in lines:
            self.assertIn(line.resource_name, found)
            self.assertIn(f'{line.amount:,}', found)

    def test_a_draft_says_so(self):
        text = page(samples.line(), make=samples.draft).text
        for words in ('DRAFT', 'Draft statement', 'Total so far',
                      'not an invoice'):
            self.assertIn(words, text)
        for words in ('Number', 'Issued', 'Please pay', 'SHA-256'):
            self.assertNotIn(words, text)
        self.assertNotIn('DRAFT', page(samples.line()).text)

    def test_without_tax(self):
        account = samples.ACCOUNT._replace(tax_percent=D(0), tax_id=None)
        text = page(samples.line('9.30'), account=account).text
        self.assertNotIn('VAT', text)
        self.assertIn('Total 9.30 EUR', text)

    def test_what_is_unknown_is_left_out(self):
        # 9.30 and 19 %, 1.767, are 11.07.
        text = page(samples.sparse(), account=samples.SPARSE_ACCOUNT).text
        self.assertIn('Tax 19% 1.77', text)
        self.assertIn('Project p1 9.30', text)
        self.assertNotIn('None', text)

    def test_nothing_to_bill(self):
        self.assertIn('Total 0.00 EUR', page(subtotal=D('0.00'),
                                             total=D('0.00')).text)

    def test_currencies_and_locales(self):
        self.assertIn('1.234.567 JPY', page(
            samples.line('1037451', unit_price=None), currency='JPY',
            total=D(1234567), locale='de').text)
        # 9.300 and 19 %, 1.767, are 11.067.
        self.assertIn('11.067 KWD', page(
            samples.line('9.300'), currency='KWD').text)

    def test_unknown_locale(self):
        with self.assertRaises(exception.InvalidLocale):
            page(samples.line(), locale='tlh_XX')


class TestHostile(unittest.TestCase):

    def test_names_are_texts(self):
        plain = page(*[samples.line()] * len(samples.HOSTILE_NAMES))
        for field in ('resource_name', 'description', 'unit'):
            found = page(*(samples.line(**{field: name})
                           for name in samples.HOSTILE_NAMES))
            self.assertEqual(set(plain.tags), set(found.tags))
            self.assertIn(samples.HTML, found.text)
            self.assertIn('{{ 7 * 7 }}', found.text)

    @given(strategies.text(), strategies.text())
    def test_any_text_is_text(self, name, description):
        found = page(samples.line(resource_name=name, project_name=name,
                                  description=description, unit=name))
        self.assertLessEqual(set(found.tags), set(page(samples.line()).tags))
        self.assertIn('11.07 EUR', found.text)

    def test_accounts_and_issuers_are_texts(self):
        account = samples.ACCOUNT._replace(
            id=samples.HTML, name=samples.HTML, tax_id=samples.HTML,
            address=f'"><img src=x>\n{samples.HTML}', tax_name=samples.HTML)
        found = page(samples.line(), account=account,
                     number=samples.HTML)
        self.assertNotIn('img', found.tags)
        self.assertNotIn('script', found.tags)

    def test_nothing_is_fetched(self):
        found = page(*(samples.line(resource_name=name)
                       for name in samples.HOSTILE_NAMES))
        self.assertLessEqual(set(dict(found.attributes)), {
            'lang', 'charset', 'name', 'content', 'class', 'dir', 'colspan'})
        text = html_document.html(samples.statement(), samples.ISSUER)
        for word in ('url(', '@import', 'src=', 'href='):
            self.assertNotIn(word, text)
