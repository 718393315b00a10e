# SPDX-License-Identifier: Apache-2.0
"""Price books, previews, explanations, quotes and the audit records."""

import decimal

from tests.unit.api import base
from tests.unit.api import books

BOOK = ('version: 1\nplans:\n  default:\n    prices:\n'
        '      - {meter: vcpu.allocated, unit_price: 0.5}\n')
FLAVOR = {'flavor': 'm1.small', 'vcpus': 2, 'memory_mb': 1024, 'disk_gb': 5}


class PriceBookTest(base.ApiTestCase):

    def replace(self, headers=base.ADMIN, **body):
        return self.client.put('/v1/price_book', headers=headers,
                               json={'book': BOOK} | body)

    def test_it_is_replaced_as_a_whole(self):
        self.assertEqual(
            {'new_prices': 1, 'ended_prices': 2, 'new_discounts': 0,
             'ended_discounts': 0, 'assignments': 0},
            self.replace().get_json())
        book = self.get('/v1/price_book', headers=base.ADMIN,
                        at='2026-11-22T11:00:00Z')['book']
        self.assertIn("unit_price: '0.5'", book)
        self.assertNotIn('memory', book)

    def test_a_dry_run_changes_nothing(self):
        before = self.get('/v1/price_book', headers=base.ADMIN)
        self.replace(dry_run=True)
        self.assertEqual(before, self.get('/v1/price_book',
                                          headers=base.ADMIN))

    def test_what_is_no_book(self):
        for body, word in (({'book': ''}, 'book'), ({'book': 5}, 'book'),
                           ({'book': 'nothing'}, 'Line 1, file'),
                           ({'book': BOOK + '      - {}'}, 'Line 6, '),
                           ({'dry_run': 'yes'}, 'dry_run'),
                           ({'effective_from': '2026-11-22T11:30:00Z'},
                            'full hour')):
            with self.subTest(body):
                self.assert_error(400, self.replace(**body), word)

    def test_members_may_not(self):
        self.assert_error(403, self.replace(headers=base.ALICE),
                          'billing:price_book:replace')
        self.assert_error(403, self.client.get(
            '/v1/price_book', headers=base.ALICE), 'billing:price_book:get')
        self.assert_error(403, self.client.post(
            '/v1/prices/preview', headers=base.ALICE, json={}),
            'billing:prices:preview')


class PreviewTest(base.ApiTestCase):

    def preview(self, *prices, **body):
        return self.client.post('/v1/prices/preview', headers=base.ADMIN,
                                json={'prices': prices} | body)

    def test_what_a_price_of_nothing_would_have_made(self):
        period = {'start': '2026-11-22', 'end': '2026-11-23'}
        found = self.preview({'meter': 'vcpu.allocated', 'unit_price': '0'},
                             **period).get_json()
        for row in found['projects']:
            before, after, difference = (
                decimal.Decimal(row[name])
                for name in ('before', 'after', 'difference'))
            self.assertLess(after, before)
            self.assertEqual(difference, after - before)

    def test_what_is_no_price(self):
        for prices in ((), ({'meter': 'nothing', 'unit_price': 1},),
                       ({'unit_price': 1},), (5,),
                       ({'meter': 'vcpu.allocated', 'unit_price': -1},)):
            with self.subTest(prices):
                self.assert_error(400, self.preview(*prices), '')


class ExplanationTest(base.ApiTestCase):

    def test_they_add_up_to_the_charges(self):
        total = sum(decimal.Decimal(each['charge']['amount']) for each
                    in self.get('/v1/explanations')['explanations'])
        charged, = self.get('/v1/charges')['totals']
        self.assertEqual(decimal.Decimal(charged['amount']), total)
        self.assertGreater(total, 0)

    def test_page_by_page(self):
        whole = self.get('/v1/explanations', headers=base.ADMIN)
        answer = self.get('/v1/explanations', headers=base.ADMIN, limit=1)
        found = list(answer['explanations'])
        while answer['links']:
            answer = self.get(answer['links'][0]['href'], headers=base.ADMIN)
            found += answer['explanations']
        self.assertEqual(whole['explanations'], found)


class QuoteTest(base.ApiTestCase):

    def test_a_quote(self):
        found = self.get('/v1/quotes', **FLAVOR)
        self.assertEqual(['vcpu.allocated', 'memory.allocated'],
                         [row['meter'] for row in found['rows']])
        self.assertEqual('EUR', found['currency'])

    def test_what_is_no_flavor(self):
        for wrong in ({'vcpus': -1}, {'vcpus': 'two'}, {'flavor': ''},
                      {'memory_mb': 2 ** 31}, {'cpu_percent': 101},
                      {'disk_gb': '1.5'}, {'more': 1}):
            with self.subTest(wrong):
                self.assert_error(400, self.client.get(
                    '/v1/quotes', headers=base.ALICE,
                    query_string=FLAVOR | wrong), next(iter(wrong)))

    def test_of_another_project(self):
        self.assert_error(403, self.client.get(
            '/v1/quotes', headers=base.ALICE,
            query_string=FLAVOR | {'project_id': books.BETA}), books.BETA)


class AuditTest(base.ApiTestCase):

    def test_who_changed_what(self):
        self.client.post('/v1/prices', headers=base.ADMIN, json={
            'meter': 'disk.allocated', 'unit_price': '1'})
        record = self.get('/v1/audit', headers=base.ADMIN)['audit'][0]
        self.assertEqual(('root', 'created', 'price', None), (
            record['user_id'], record['action'], record['object_kind'],
            record['before']))
        self.assertEqual('1', record['after']['unit_price'])
        self.assertRegex(record['request_id'], '^req-')

    def test_pages_and_filters(self):
        for price in ('1', '2'):
            self.client.post('/v1/discounts', headers=base.ADMIN, json={
                'percent': price, 'project_id': f'project-{price}'})
        whole = self.get('/v1/audit', headers=base.ADMIN,
                         object_kind='discount')['audit']
        self.assertEqual(2, len(whole))
        page = self.get('/v1/audit', headers=base.ADMIN, limit=1)
        following = self.get(page['links'][0]['href'], headers=base.ADMIN)
        self.assertEqual(whole, page['audit'] + following['audit'][:1])

    def test_a_marker_that_is_none(self):
        for marker in ('x', '-1', '9' * 30, '٣'):
            self.assert_error(400, self.client.get(
                '/v1/audit', headers=base.ADMIN,
                query_string={'marker': marker}), 'marker')

    def test_members_may_not(self):
        self.assert_error(403, self.client.get(
            '/v1/audit', headers=base.ALICE), 'billing:audit:list')
