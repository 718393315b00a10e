# SPDX-License-Identifier: Apache-2.0
"""The operations on /v1/credits"""

import decimal

from billing_ledger import currency
from tests.unit.api import base
from tests.unit.api import books
from tests.unit.api import statements


class CreditsTest(base.ApiTestCase):

    def grant(self, status=201, **body):
        response = self.client.post('/v1/credits', headers=base.ADMIN, json={
            'account_id': books.ALPHA, 'reason': 'Welcome'} | body)
        self.assertEqual(status, response.status_code, response.text)
        return response.get_json()

    def test_an_amount(self):
        for amount in ('12.5', 12.5):
            made = self.grant(amount=amount, expires_at='2027-01-01T00:00Z')
            self.assertEqual(
                ('12.50', '12.50', 'EUR', 'root', None), tuple(
                    made[name] for name in ('amount', 'remaining', 'currency',
                                            'created_by', 'percent')))

    def test_a_percentage(self):
        statements.make_dear(self.books)
        charged = self.books.charges(books.query(
            project_id=books.ALPHA)).totals['EUR']
        made = self.grant(percent=50, resource_group='compute',
                          window_start='2026-11-01T00:00Z',
                          window_end='2026-11-22T10:30Z')
        self.assertEqual(
            currency.rounded(charged / 2, 'EUR'),
            decimal.Decimal(made['amount']))

    def test_list_and_revoke(self):
        first, second = self.grant(amount=1), self.grant(
            amount=2, account_id=books.BETA)
        credit_ids = [each['id'] for each in self.get(
            '/v1/credits', headers=base.ADMIN)['credits']]
        self.assertCountEqual([first['id'], second['id']], credit_ids)
        page = self.get('/v1/credits', headers=base.ADMIN, limit=1)
        self.assertEqual(1, len(page['credits']))
        self.get(page['links'][0]['href'], headers=base.ADMIN)
        revoked = self.client.patch(
            f'/v1/credits/{first["id"]}', headers=base.ADMIN,
            json={'revoked': True}).get_json()
        self.assertEqual('root', revoked['revoked_by'])
        self.assertEqual([revoked], self.get(
            '/v1/credits', headers=base.ADMIN,
            account_id=books.ALPHA)['credits'])

    def test_what_is_refused(self):
        for body in ({}, {'amount': 1, 'percent': 1}, {'amount': 0},
                     {'amount': -1}, {'amount': '-1'}, {'amount': '1e3'},
                     {'amount': 1e-3}, {'amount': '0.001'},
                     {'amount': 10 ** 12}, {'amount': '9' * 65},
                     {'amount': True}, {'amount': None}, {'amount': 'NaN'},
                     {'percent': 5}, {'percent': 101},
                     {'percent': 5, 'window_start': '2026-11-22T00:00Z',
                      'window_end': '2036-11-22T00:00Z'},
                     {'amount': 1, 'expires_at': '2026-11-01'},
                     {'amount': 1, 'expires_at': 'never'},
                     {'amount': 1, 'reason': ''},
                     {'amount': 1, 'reason': 'x' * 1001},
                     {'amount': 1, 'reason': 'a\x00'},
                     {'amount': 1, 'account_id': ''},
                     {'amount': 1, 'currency': 'euro'},
                     {'amount': 1, 'colour': 'blue'}):
            with self.subTest(body=body):
                self.grant(400, **body)
        for body in ({}, {'revoked': False}, {'revoked': 1}):
            response = self.client.patch('/v1/credits/x', headers=base.ADMIN,
                                         json=body)
            self.assert_error(400, response)
        self.assert_error(404, self.client.patch(
            '/v1/credits/none', headers=base.ADMIN, json={'revoked': True}))
