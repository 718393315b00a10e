# SPDX-License-Identifier: Apache-2.0
"""GET /v1/charges"""

import decimal

from tests.unit.api import base
from tests.unit.api import books


class ChargeTest(base.ApiTestCase):

    def test_lists_what_the_usage_costs(self):
        answer = self.get('/v1/charges', resource_id=books.ALPHAS_SERVER)
        row, = (row for row in answer['charges']
                if row['meter'] == 'vcpu.allocated')
        self.assertEqual('19', row['quantity'])
        self.assertEqual('0.0123', row['price'])
        self.assertEqual('vCPU-hour', row['pricing_unit'])
        self.assertEqual('EUR', row['currency'])
        # 19 s x 0.0123 / 3600 s, half to even
        self.assertEqual('0.0000649167', row['amount'])

    def test_equals_what_the_ledger_says(self):
        answer = self.get('/v1/charges', headers=base.ADMIN)
        sheet = self.books.charges(books.query())
        self.assertCountEqual([row.as_dict() for row in sheet.rows],
                              answer['charges'])
        self.assertEqual(
            [{'currency': 'EUR', 'amount': format(sheet.totals['EUR'], 'f')}],
            answer['totals'])

    def test_the_total_is_the_sum_of_all_pages(self):
        whole = self.get('/v1/charges', headers=base.ADMIN)
        page = self.get('/v1/charges', headers=base.ADMIN, limit=1)
        self.assertEqual(1, len(page['charges']))
        self.assertEqual(whole['totals'], page['totals'])
        self.assertEqual(
            decimal.Decimal(page['totals'][0]['amount']),
            sum(decimal.Decimal(row['amount']) for row in whole['charges']))

    def test_by_day_without_meter_there_is_no_quantity(self):
        rows = self.get('/v1/charges', group_by='day')['charges']
        self.assertEqual([{'project_id': books.ALPHA, 'day': '2026-11-22',
                           'currency': 'EUR', 'list_amount': '0.0003228750',
                           'amount': '0.0003228750'}],
                         rows)

    def test_a_period_without_usage_costs_nothing(self):
        answer = self.get('/v1/charges', start='2026-10-01', end='2026-10-02')
        self.assertEqual([], answer['charges'])
        self.assertEqual([], answer['totals'])
