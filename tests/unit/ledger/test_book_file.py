# SPDX-License-Identifier: Apache-2.0
"""Price books as YAML: read, refused, applied, written."""

import decimal
import importlib.resources
import textwrap

from billing_ledger import exception
from billing_ledger.book_file import writer
from tests.unit.ledger import base

D = decimal.Decimal
HOUR = base.HOUR
BOOK = textwrap.dedent('''\
    version: 1
    plans:
      default:
        currency: EUR
        prices:
          - {meter: vcpu.allocated, unit_price: 0.02}
          - meter: vcpu.allocated
            flavor: small
            unit_price: "0.012345678901234567"
          - meter: network.outgoing.bytes
            model: graduated
            free_quantity: 10
            tiers:
              - {up_to: 100, unit_price: 0.05}
              - {unit_price: 0.01}
        discounts:
          - {percent: 5, reason: spring}
      partner:
        currency: USD
        prices:
          - {meter: instance.uptime, unit_price: 1, increment_seconds: 3600}
    projects:
      some-project:
        plan: partner
        discounts:
          - {percent: 12.5, meter: instance.uptime}
    ''')


class BookFileTestCase(base.BooksTestCase):

    def apply(self, text=BOOK, **more):
        return self.books.importer.apply(text, **more)

    def counts(self, text=BOOK, **more):
        return tuple(self.apply(text, **more).counts().values())

    def in_force(self, moment=None):
        return self.books.prices.book().in_force(moment or self.now + HOUR)

    def written(self):
        return writer.write(self.books.prices.book(), self.now + HOUR)


class TestImport(BookFileTestCase):

    def test_what_it_says_is_in_force_from_the_next_hour(self):
        self.assertEqual((4, 0, 2, 0, 1), self.counts())
        self.assertEqual([], self.in_force(self.now - HOUR))
        self.assertEqual(4, len(self.in_force()))
        small = next(each for each in self.in_force() if each.flavor)
        self.assertEqual(D('0.012345678901234567'), small.unit_price)
        book = self.books.prices.book()
        self.assertEqual('partner',
                         book.plan_of('some-project', self.now + HOUR))
        self.assertEqual(D('12.5'), book.discount_for(
            'instance.uptime', 'some-project', self.now + HOUR).percent)

    def test_the_same_again_changes_nothing(self):
        self.apply()
        before = self.books.prices.list()
        self.now += 2 * HOUR
        self.assertEqual((0, 0, 0, 0, 0), self.counts())
        self.assertEqual(before, self.books.prices.list())

    def test_what_differs_gets_a_new_version(self):
        self.apply()
        self.now += 2 * HOUR
        self.assertEqual((1, 0, 0, 0, 0), self.counts(
            BOOK.replace('unit_price: 0.02}', 'unit_price: 0.03}')))
        self.assertIn(D('0.03'), [each.unit_price
                                  for each in self.in_force()])

    def test_what_is_not_there_ends(self):
        self.apply()
        self.now += 2 * HOUR
        empty = 'version: 1\nplans: {default: {}, partner: {}}\n'
        self.assertEqual((0, 4, 0, 2, 1), self.counts(empty))
        self.assertEqual([], self.in_force())
        self.assertEqual('default', self.books.prices.book().plan_of(
            'some-project', self.now + HOUR))

    def test_it_can_be_mended_before_it_begins(self):
        self.apply()
        mended = BOOK.replace('0.02}', '0.03}').replace(
            'percent: 5', 'percent: 6')
        self.assertEqual((1, 1, 1, 1, 0), self.counts(mended))
        self.assertEqual((0, 0, 0, 0, 0), self.counts(mended))
        self.assertIn(D('0.03'), [each.unit_price
                                  for each in self.in_force()])

    def test_what_was_to_begin_later_does_not(self):
        self.apply()
        self.now += 2 * HOUR
        self.price('7', meter='vcpu.allocated', start=self.now + 5 * HOUR)
        self.assertEqual((1, 1, 0, 0, 0), self.counts())
        self.assertEqual(4, len(self.in_force(self.now + 9 * HOUR)))

    def test_a_dry_run_changes_nothing(self):
        self.assertEqual((4, 0, 2, 0, 1), self.counts(dry_run=True))
        self.assertEqual([], self.books.prices.list())

    def test_it_begins_at_full_hours_and_not_in_the_past(self):
        for start, word in ((self.now + HOUR / 2, 'full hour'),
                            (self.now - HOUR, 'in the past')):
            with self.assertRaisesRegex(exception.InvalidPrice, word):
                self.apply(effective_from=start)

    def test_nothing_is_taken_from_the_past(self):
        """Where nothing was in force, prices may begin before now."""
        past = self.now - 5 * HOUR
        only_prices = BOOK[:BOOK.index('    discounts')]
        self.assertEqual((3, 0, 0, 0, 0), self.counts(
            only_prices, effective_from=past, allow_past=True))
        before = self.books.prices.list()
        for text in ('version: 1\nplans: {default: {}}\n', BOOK,
                     only_prices.replace('0.02}', '0.03}')):
            with self.subTest(text[:40]), self.assertRaises(
                    exception.PriceConflict):
                self.apply(text, effective_from=past + HOUR,
                           allow_past=True)
        self.assertEqual(before, self.books.prices.list())

    def test_the_books_that_come_along(self):
        folder = importlib.resources.files('billing_ledger.price_books')
        names = sorted(each.name for each in folder.iterdir()
                       if each.name.endswith('.yaml'))
        self.assertEqual(['default.yaml', 'ec2-2013.yaml'], names)
        for name in names:
            with self.subTest(name):
                changes = self.apply(folder.joinpath(name).read_text(),
                                     dry_run=True)
                self.assertGreater(len(changes.new_prices), 7)


class TestExport(BookFileTestCase):

    def test_what_is_written_says_the_same(self):
        self.apply()
        text = self.written()
        self.now += 2 * HOUR
        self.assertEqual((0, 0, 0, 0, 0), self.counts(text))
        self.assertEqual(text, self.written())

    def test_into_an_empty_book(self):
        self.apply()
        text = self.written()
        other = TestExport('run')
        other.setUp()
        self.addCleanup(other.doCleanups)
        other.now = self.now
        other.apply(text)
        self.assertEqual(text, other.written())

    def test_names_that_look_like_something_else(self):
        for name in ('null', '~', '1', '*all', '- x', 'a: b', '"', 'ünï'):
            self.price('1', flavor=name)
        text = self.written()
        self.now += 2 * HOUR
        self.assertEqual((0, 0, 0, 0, 0), self.counts(text))


class TestRefused(BookFileTestCase):

    def assert_refused(self, text, line, *words):
        with self.assertRaises(exception.InvalidBook) as caught:
            self.apply(text)
        message = str(caught.exception)
        self.assertTrue(message.startswith(f'Line {line}, '), message)
        for word in words:
            self.assertIn(word, message)
        self.assertEqual([], self.books.prices.list())

    def test_an_error_in_line_317(self):
        """Every plan has three lines; the price of the last one is wrong."""
        lines = ['version: 1', 'plans:']
        for number in range(104):
            lines += [f'  plan-{number}:', '    prices:',
                      '      - {meter: vcpu.allocated, unit_price: 1}']
        lines += ['  last:', '    prices:',
                  '      - {meter: vcpu.allocated, unit_price: -0.5}']
        self.assertEqual(317, len(lines))
        self.assert_refused('\n'.join(lines), 317,
                            'plans.last.prices[0].unit_price',
                            'must be at least 0')

    def test_wrong_fields(self):
        for old, new, line, *words in (
                ('unit_price: 0.02', 'unit_price: 1e5', 6, 'unit_price',
                 'plain decimal'),
                ('unit_price: 0.02', f'unit_price: {"9" * 10_000}', 6,
                 'unit_price', '64 characters'),
                ('unit_price: 0.02', 'unit_price: [1]', 6, 'a text or'),
                ('unit_price: 0.02', 'unit_prise: 1', 6, 'unit_prise',
                 'no such field'),
                ('unit_price: 0.02', 'flavor: x', 6, 'unit_price'),
                ('{meter: vcpu.allocated', '{meter: vcpu', 6, 'known are'),
                ('currency: EUR', 'currency: euro', 6, 'ISO 4217'),
                ('{up_to: 100', '{up_to: 0', 14, 'tiers[0].up_to'),
                ('{unit_price: 0.01}', '{unit_price: x}', 15,
                 'tiers[1].unit_price'),
                ('model: graduated', 'model: cheap', 11, 'no model'),
                ('percent: 5', 'percent: 500', 17, '100 at most'),
                ('plan: partner', 'plan: gold', 24, 'no plan'),
                ('flavor: small', '', 7, 'the one in line 6'),
                ('plan: partner', 'plan: [partner]', 24, 'must be a text'),
                ('some-project:', '"":', 24, 'must not be empty'),
                ('some-project:', f'{"p" * 65}:', 24, '64 are the most'),
                ('increment_seconds: 3600', 'increment_seconds: Infinity',
                 21, 'plain decimal'),
                ('increment_seconds: 3600', 'increment_seconds: sNaN', 21,
                 'plain decimal'),
                ('version: 1', 'version: 2', 1, 'must be 1'),
                ('version: 1', 'vision: 1', 1, 'no such field')):
            with self.subTest(new[:40]):
                self.assertIn(old, BOOK)
                self.assert_refused(BOOK.replace(old, new, 1), line, *words)

    def test_what_is_no_book(self):
        for text, line in (('', 1), ('just a text', 1), ('[1]', 1),
                           ('version: 1\nplans: {', 3), ('a: b: c', 1),
                           ('version: 1\nversion: 1', 2),
                           ('version: 1\nplans: [default]', 2),
                           ('version: 1\nplans: {a: 5}', 2),
                           ('{1: {2: 3}, [4]: 5}', 1),
                           ('version: 1\nplans: &a {}\nprojects: *a', 3),
                           ('!!python/object:os.system x', 1),
                           ('\x00', 1), ('[' * 100_000, 1),
                           ('# ' * 5_000_000, 1)):
            with self.subTest(text[:30]):
                self.assert_refused(text, line)
