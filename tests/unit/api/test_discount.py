# SPDX-License-Identifier: Apache-2.0
"""The operations on /v1/discounts and /v1/plans"""

from tests.unit.api import base
from tests.unit.api import books

NEXT_HOUR = '2026-11-22T11:00:00.000000+00:00'


class DiscountTest(base.ApiTestCase):

    def create(self, headers=base.ADMIN, **body):
        body = {'percent': '10', 'project_id': books.ALPHA} | body
        return self.client.post('/v1/discounts', headers=headers, json=body)

    def test_from_the_next_hour_until_it_is_ended(self):
        discount = self.create(reason='loyal').get_json()
        self.assertEqual(('10', NEXT_HOUR, None, 'root'), (
            discount['percent'], discount['effective_from'],
            discount['effective_until'], discount['created_by']))
        ended = self.client.patch(
            f'/v1/discounts/{discount["id"]}', headers=base.ADMIN,
            json={'effective_until': '2026-11-23T00:00:00Z'}).get_json()
        self.assertEqual('2026-11-23T00:00:00.000000+00:00',
                         ended['effective_until'])

    def test_others_do_not_see_it(self):
        self.create()
        self.create(project_id=None, plan='default')
        for headers, count in ((base.ALICE, 2), (base.BOB, 1),
                               (base.ADMIN, 2)):
            self.assertEqual(count, len(self.get(
                '/v1/discounts', headers=headers)['discounts']))

    def test_what_is_no_discount(self):
        for body, word in (({'percent': None}, 'percent'),
                           ({'percent': '-5'}, 'percent'),
                           ({'percent': 0}, 'above 0'),
                           ({'percent': 101}, '100 at most'),
                           ({'percent': '9' * 65}, 'percent'),
                           ({'percent': [5]}, 'percent'),
                           ({'plan': 'default'}, 'for a plan or'),
                           ({'project_id': None}, 'for a plan or'),
                           ({'meter': 'nothing'}, 'known are'),
                           ({'reason': 'x' * 256}, 'reason'),
                           ({'more': 1}, 'more'),
                           ({'effective_from': '2026-11-22T09:00:00Z'},
                            'in the past')):
            with self.subTest(body):
                self.assert_error(400, self.create(**body), word)
        self.assertEqual([], self.books.discounts.list())

    def test_one_that_does_not_exist(self):
        self.assert_error(404, self.client.patch(
            '/v1/discounts/none', headers=base.ADMIN, json={}), 'none')

    def test_members_may_not(self):
        self.assert_error(403, self.create(headers=base.ALICE),
                          'billing:discounts:create')
        self.assert_error(403, self.client.post(
            '/v1/plans', headers=base.ALICE,
            json={'project_id': books.ALPHA, 'plan': 'default'}),
            'billing:plans:assign')


class PlanTest(base.ApiTestCase):

    def assign(self, **body):
        return self.client.post('/v1/plans', headers=base.ADMIN, json={
            'project_id': books.ALPHA, 'plan': 'gold'} | body)

    def test_a_plan_begins_with_its_first_price(self):
        self.assert_error(400, self.assign(), 'no plan gold')
        self.client.post('/v1/prices', headers=base.ADMIN, json={
            'meter': 'vcpu.allocated', 'unit_price': '1', 'plan': 'gold'})
        self.assertEqual(
            {'project_id': books.ALPHA, 'plan': 'gold',
             'effective_from': NEXT_HOUR}, self.assign().get_json())
        self.assertEqual(1, len(self.get('/v1/plans')['plans']))
        self.assertEqual([], self.get('/v1/plans',
                                      headers=base.BOB)['plans'])

    def test_prices_of_other_plans_are_not_shown(self):
        self.client.post('/v1/prices', headers=base.ADMIN, json={
            'meter': 'vcpu.allocated', 'unit_price': '1', 'plan': 'gold'})
        self.assertNotIn('gold', self.client.get(
            '/v1/prices', headers=base.ALICE).text)
        self.assign()
        self.assertIn('gold', self.client.get(
            '/v1/prices', headers=base.ALICE).text)
        self.assertNotIn('gold', self.client.get(
            '/v1/prices', headers=base.BOB).text)

    def test_what_is_no_plan(self):
        for body in ({'plan': ''}, {'plan': 'x' * 65}, {'plan': 5},
                     {'project_id': ''}, {'project_id': 'x' * 65},
                     {'effective_from': '2026-11-22T11:30:00Z'}):
            with self.subTest(body):
                self.assert_error(400, self.assign(**body), '')
