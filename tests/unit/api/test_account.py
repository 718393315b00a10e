# SPDX-License-Identifier: Apache-2.0
"""The operations on /v1/accounts"""

from tests.unit.api import base
from tests.unit.api import books


class AccountsTest(base.ApiTestCase):

    def call(self, method, path, status, headers=base.ADMIN, **options):
        response = self.client.open(f'/v1/accounts{path}', method=method,
                                    headers=headers, **options)
        self.assertEqual(status, response.status_code, response.text)
        return response.get_json()

    def create(self, **body):
        return self.call('POST', '', 201,
                         json={'name': 'Example Ltd'} | body)

    def test_create_show_update_list(self):
        made = self.create(address='Street 1\nTown', tax_name='VAT',
                           tax_percent=19.5, tax_id='DE1', detail='meter')
        self.assertEqual(
            ('Street 1\nTown', '19.5', 'EUR', 'meter', 'root', []),
            tuple(made[name] for name in (
                'address', 'tax_percent', 'currency', 'detail', 'created_by',
                'projects')))
        path = f'/{made["id"]}'
        changed = self.call('PATCH', path, 200, json={
            'tax_percent': '7', 'tax_id': None})
        self.assertEqual(('7', None, 'root'), (
            changed['tax_percent'], changed['tax_id'],
            changed['changed_by']))
        self.assertEqual(changed, self.call('GET', path, 200))
        self.create(name='Another')
        page = self.call('GET', '?limit=1', 200)
        self.assertEqual(['Another'], [each['name'] for each
                                       in page['accounts']])
        next_page = self.get(page['links'][0]['href'], headers=base.ADMIN)
        self.assertEqual([changed], next_page['accounts'])

    def test_projects(self):
        path = f'/{self.create()["id"]}'
        made = self.call('POST', f'{path}/projects', 201, json={
            'project_id': books.ALPHA, 'from_month': '2026-11'})
        self.assertEqual((books.ALPHA, '2026-11'),
                         (made['project_id'], made['from_month']))
        self.assertEqual([books.ALPHA],
                         self.call('GET', path, 200)['projects'])
        ended = self.call('DELETE', f'{path}/projects/{books.ALPHA}', 200)
        self.assertIsNone(ended['account_id'])
        self.assertEqual([], self.call('GET', path, 200)['projects'])
        self.call('DELETE', f'{path}/projects/{books.ALPHA}', 400)

    def test_what_is_refused(self):
        path = f'/{self.create()["id"]}'
        for body in ({}, {'name': ''}, {'name': ' '}, {'name': 5},
                     {'name': 'x' * 256}, {'name': 'a\x00'},
                     {'name': 'x', 'tax_percent': 'NaN'},
                     {'name': 'x', 'tax_percent': 19},
                     {'name': 'x', 'tax_name': 'VAT', 'tax_percent': 1e400},
                     {'name': 'x', 'tax_name': 'VAT', 'tax_percent': True},
                     {'name': 'x', 'tax_name': 'VAT', 'tax_percent': -1},
                     {'name': 'x', 'currency': 'eur'},
                     {'name': 'x', 'detail': 'all'},
                     {'name': 'x', 'address': 'a\x00b'},
                     {'name': 'x', 'address': 'x' * 3000},
                     {'name': 'x', 'id': 'mine'}, [], 'text'):
            with self.subTest(body=body):
                self.call('POST', '', 400, json=body)
        for body in ({}, {'project_id': ''}, {'project_id': 'x' * 65},
                     {'project_id': 5},
                     {'project_id': 'x', 'from_month': '2026-13'},
                     {'project_id': 'x', 'from_month': 202611}):
            self.call('POST', f'{path}/projects', 400, json=body)
        self.call('PATCH', '/none', 404, json={'name': 'x'})
        self.call('GET', '/none', 404)
        self.call('POST', '/none/projects', 404, json={'project_id': 'x'})

    def test_a_closed_month(self):
        path = f'/{self.create()["id"]}'
        self.now = self.now.replace(month=12, day=10)
        list(self.books.statements.close_due())
        self.call('POST', f'{path}/projects', 409, json={
            'project_id': books.ALPHA, 'from_month': '2026-11'})
        self.call('DELETE', f'{path}/projects/{books.ALPHA}'
                            '?from_month=2026-11', 409)


class AuditTest(base.ApiTestCase):

    def test_every_change_is_recorded(self):
        account_id = self.client.post(
            '/v1/accounts', headers=base.ADMIN,
            json={'name': 'Example Ltd'}).get_json()['id']
        self.client.patch(f'/v1/accounts/{account_id}', headers=base.ADMIN,
                          json={'name': 'Other'})
        self.client.post(f'/v1/accounts/{account_id}/projects',
                         headers=base.ADMIN,
                         json={'project_id': books.ALPHA})
        credit_id = self.client.post('/v1/credits', headers=base.ADMIN, json={
            'account_id': account_id, 'reason': 'Welcome',
            'amount': '1'}).get_json()['id']
        self.client.patch(f'/v1/credits/{credit_id}', headers=base.ADMIN,
                          json={'revoked': True})
        records = self.get('/v1/audit', headers=base.ADMIN)['audit']
        self.assertEqual(
            [('credit', 'ended'), ('credit', 'created'),
             ('account_project', 'changed'), ('account', 'changed'),
             ('account', 'created')],
            [(record['object_kind'], record['action'])
             for record in records[:5]])
        self.assertEqual(('Example Ltd', 'Other'), (
            records[3]['before']['name'], records[3]['after']['name']))
        self.assertEqual({'root'}, {record['user_id']
                                    for record in records[:5]})
