# SPDX-License-Identifier: Apache-2.0
"""The operations on /v1/prices"""

from tests.unit.api import base
from tests.unit.api import books

NEXT_HOUR = '2026-11-22T11:00:00.000000+00:00'


class ListPricesTest(base.ApiTestCase):

    def projects(self, headers, **query):
        prices = self.get('/v1/prices', headers=headers, **query)['prices']
        return [price['project_id'] for price in prices]

    def test_a_project_sees_the_prices_that_can_apply_to_it(self):
        self.assertCountEqual([None, None], self.projects(base.ALICE))
        self.assertCountEqual([None, None, books.BETA],
                              self.projects(base.BOB))

    def test_an_administrator_sees_all_or_those_of_a_project(self):
        self.assertCountEqual([None, None, books.BETA],
                              self.projects(base.ADMIN))
        self.assertCountEqual(
            [None, None], self.projects(base.ADMIN, project_id=books.ALPHA))

    def test_of_a_meter_and_at_a_moment(self):
        self.assertEqual([None], self.projects(base.ALICE,
                                               meter='vcpu.allocated'))
        self.assertEqual([], self.projects(
            base.ALICE, in_force_at='2026-11-22T05:59:59.999999Z'))

    def test_an_unknown_meter_has_no_prices(self):
        self.assertEqual([], self.projects(base.ALICE, meter='nothing'))


class CreatePriceTest(base.ApiTestCase):

    def create(self, headers=base.ADMIN, **body):
        body = {'meter': 'disk.allocated', 'unit_price': '0.05'} | body
        return self.client.post('/v1/prices', headers=headers, json=body)

    def test_answers_with_the_price_and_its_address(self):
        response = self.create(flavor='m1.tiny', project_id=books.BETA,
                               pricing_unit='GiB-hour', currency='INR',
                               plan='partner',
                               effective_from='2026-11-22T12:00:00Z')
        self.assertEqual(201, response.status_code, response.text)
        price = response.get_json()
        self.assertEqual(
            {'id': price['id'], 'meter': 'disk.allocated',
             'unit_price': '0.05', 'pricing_unit': 'GiB-hour',
             'currency': 'INR', 'flavor': 'm1.tiny',
             'project_id': books.BETA, 'plan': 'partner',
             'domain_id': None, 'volume_type': None,
             'availability_zone': None, 'model': 'standard', 'tiers': [],
             'package_size': None, 'free_quantity': '0',
             'minimum_seconds': 0, 'increment_seconds': 0,
             'effective_from': '2026-11-22T12:00:00.000000+00:00',
             'effective_until': None,
             'created_at': '2026-11-22T10:30:00.000000+00:00',
             'created_by': 'root', 'ended_at': None, 'ended_by': None}, price)
        self.assertEqual(price, self.books.prices.get(price['id']).as_dict())

    def test_the_rest_has_defaults(self):
        price = self.create(flavor=None, project_id=None).get_json()
        self.assertEqual('GiB-hour', price['pricing_unit'])
        self.assertEqual('EUR', price['currency'])
        self.assertEqual(NEXT_HOUR, price['effective_from'])
        self.assertIsNone(price['project_id'])

    def test_the_price_is_exact_as_text_or_as_number(self):
        exact = '123456789.012345678901234567'
        for number, hour in ((f'"{exact}"', 12), (exact, 13)):
            with self.subTest(number):
                response = self.client.post(
                    '/v1/prices', headers=base.ADMIN,
                    content_type='application/json',
                    data=f'{{"meter": "disk.allocated", '
                         f'"unit_price": {number}, '
                         f'"effective_from": "2026-11-22T{hour}:00:00Z"}}')
                self.assertEqual(201, response.status_code, response.text)
                self.assertEqual(exact, response.get_json()['unit_price'])

    def test_what_is_no_price(self):
        for unit_price in ('-1', '-0', -1, -0.5, 'NaN', 'Infinity', '1e5', '',
                           ' 1', '1,5', '٣', '0x10', True, None, [], {},
                           '9' * 60, '0.' + '0' * 60 + '1'):
            with self.subTest(unit_price):
                self.assert_error(400, self.create(unit_price=unit_price),
                                  'unit_price')

    def test_numbers_that_only_json_can_write(self):
        for number in ('NaN', '-Infinity', '1e400', '-1e400', '1e-400',
                       '9' * 60, '9' * 5000, '1e999999999999999999999'):
            with self.subTest(number[:20]):
                response = self.client.post(
                    '/v1/prices', headers=base.ADMIN,
                    content_type='application/json',
                    data='{"meter": "disk.allocated", "unit_price": '
                         f'{number}}}')
                self.assert_error(400, response)

    def test_what_the_ledger_refuses(self):
        for body, word in (({'meter': 'nothing'}, 'known are'),
                           ({'pricing_unit': 'hour'}, 'priced per'),
                           ({'currency': 'euro'}, 'currency'),
                           ({'effective_from': '2026-11-22T12:30:00Z'},
                            'full hour'),
                           ({'effective_from': '2026-11-22T09:00:00Z'},
                            '2026-11-22T11:00:00')):
            with self.subTest(body):
                self.assert_error(400, self.create(**body), word)

    def test_what_the_schema_refuses(self):
        for body in ({'flavor': 'x' * 256}, {'flavor': 'a\x00b'},
                     {'flavor': 'half \ud800'}, {'project_id': 'x' * 65},
                     {'project_id': ''}, {'flavor': 5}, {'more': 1},
                     {'currency': 'EUR\n'}, {'effective_from': 'tomorrow'},
                     {'effective_from': 20261122}):
            with self.subTest(body):
                name, = body
                self.assert_error(400, self.create(**body), name)

    def test_a_second_price_for_the_same_at_the_same_time(self):
        self.assertEqual(201, self.create().status_code)
        self.assert_error(409, self.create(), 'same')

    def test_members_may_not(self):
        for headers in (base.ALICE, base.READER, base.ROLELESS):
            self.assert_error(403, self.create(headers=headers),
                              'billing:prices:create')
        self.assertEqual([], self.books.prices.list(meter='disk.allocated'))

    def test_members_may_not_for_their_own_project_either(self):
        self.assert_error(403, self.create(headers=base.ALICE,
                                           project_id=books.ALPHA))


class EndPriceTest(base.ApiTestCase):

    def setUp(self):
        super().setUp()
        self.price = self.books.prices.list(meter='vcpu.allocated')[0]

    def end(self, headers=base.ADMIN, price_id=None, **body):
        return self.client.patch(f'/v1/prices/{price_id or self.price.id}',
                                 headers=headers, json=body)

    def test_ends_at_a_full_hour(self):
        response = self.end(effective_until='2026-12-01T00:00:00Z')
        self.assertEqual(200, response.status_code, response.text)
        price = response.get_json()
        self.assertEqual('2026-12-01T00:00:00.000000+00:00',
                         price['effective_until'])
        self.assertEqual('root', price['ended_by'])

    def test_ends_at_the_next_full_hour_by_default(self):
        self.assertEqual(NEXT_HOUR, self.end().get_json()['effective_until'])

    def test_does_not_change_what_was_charged(self):
        before = self.get('/v1/charges')
        self.assertEqual(200, self.end().status_code)
        self.assertEqual(before, self.get('/v1/charges'))

    def test_not_in_the_past_and_not_in_between(self):
        for until in ('2026-11-22T10:00:00Z', '2026-11-22T12:30:00Z'):
            self.assert_error(400, self.end(effective_until=until), 'hour')

    def test_not_twice(self):
        self.end()
        self.assert_error(409, self.end())

    def test_nothing_else_about_a_price_can_change(self):
        self.assert_error(400, self.end(unit_price='0'), 'unit_price')

    def test_an_unknown_price(self):
        for price_id in ('nothing', '00000000-0000-0000-0000-000000000000',
                         'x' * 1000):
            self.assert_error(404, self.end(price_id=price_id))

    def test_members_may_not(self):
        for headers in (base.ALICE, base.READER, base.ROLELESS):
            self.assert_error(403, self.end(headers=headers),
                              'billing:prices:end')
        self.assertIsNone(
            self.books.prices.get(self.price.id).effective_until)
