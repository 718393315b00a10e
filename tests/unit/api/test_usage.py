# SPDX-License-Identifier: Apache-2.0
"""GET /v1/usage"""

from tests.unit.api import base
from tests.unit.api import books


class UsageTest(base.ApiTestCase):

    def test_lists_what_the_project_used_this_month(self):
        answer = self.get('/v1/usage')
        self.assertEqual('2026-11-01T00:00:00.000000+00:00', answer['start'])
        self.assertEqual('2026-11-22T10:30:00.000000+00:00', answer['end'])
        self.assertEqual([], answer['links'])
        self.assertEqual({books.ALPHA},
                         {row['project_id'] for row in answer['usage']})
        self.assertIn({
            'project_id': books.ALPHA, 'resource_id': books.ALPHAS_SERVER,
            'resource_name': 'life-alice-renamed',
            'meter': 'vcpu.allocated',
            'quantity': '19', 'unit': 'vCPU-s',
        }, answer['usage'])

    def test_equals_what_the_ledger_says(self):
        answer = self.get('/v1/usage', headers=base.ADMIN,
                          group_by='resource,meter,day,user')
        query = books.query(group_by=('resource', 'meter', 'day', 'user'))
        self.assertCountEqual(
            [row.as_dict() for row in self.books.usage(query).rows],
            answer['usage'])

    def test_narrows_down_to_an_instance_and_a_period(self):
        answer = self.get(
            '/v1/usage', resource_id=books.ALPHAS_SERVER,
            start='2026-11-22T06:28:10Z', end='2026-11-22T06:28:15Z')
        self.assertEqual(
            {'instance.uptime': '5', 'vcpu.allocated': '5',
             'memory.allocated': '10240', 'disk.allocated': '100'},
            {row['meter']: row['quantity'] for row in answer['usage']})

    def test_groups_by_nothing_but_the_meter(self):
        rows = self.get('/v1/usage', group_by='meter')['usage']
        self.assertEqual(4, len(rows))
        self.assertEqual({'project_id', 'meter', 'quantity', 'unit'},
                         set(rows[0]))

    def test_a_time_without_a_zone_is_utc(self):
        for start in ('2026-11-22T06:28:10', '2026-11-22T06:28:10+00:00',
                      '2026-11-22T07:28:10+01:00'):
            with self.subTest(start):
                self.assertEqual('2026-11-22T06:28:10.000000+00:00',
                                 self.get('/v1/usage', start=start)['start'])

    def test_a_plus_that_got_lost_in_the_address_is_found_again(self):
        response = self.client.get(
            '/v1/usage?start=2026-11-22T07:28:10+01:00', headers=base.ALICE)
        self.assertEqual('2026-11-22T06:28:10.000000+00:00',
                         response.get_json()['start'])

    def test_what_somebody_owes_is_not_cached(self):
        response = self.client.get('/v1/usage', headers=base.ALICE)
        self.assertEqual('no-store', response.headers['Cache-Control'])
