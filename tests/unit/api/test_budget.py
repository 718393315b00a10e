# SPDX-License-Identifier: Apache-2.0
"""/v1/budgets"""

from billing_ledger.budgets import budget as budgets
from tests.unit.api import base
from tests.unit.api import books
from tests.unit.api import statements

ONE = f'/v1/budgets/{books.ALPHA}'
OTHER = f'/v1/budgets/{books.BETA}'


class BudgetTest(base.ApiTestCase):

    def put(self, path=ONE, status=200, headers=base.ADMIN, **body):
        response = self.client.put(path, headers=headers,
                                   json={'amount': '100'} | body)
        self.assertEqual(status, response.status_code, response.text)
        return response.get_json()

    def test_set_and_changed(self):
        made = self.put()
        changed_at = made.pop('changed_at')
        self.assertEqual({
            'project_id': books.ALPHA, 'amount': '100.00', 'currency': 'EUR',
            'thresholds': [50, 80, 100], 'forecast_thresholds': [],
            'action': 'notify', 'grace_seconds': 86400, 'changed_by': 'root',
            'action_due_at': None}, made)
        self.assertTrue(changed_at.startswith('2026-11-22T10:30'))
        made = self.put(amount=12.5, currency='USD', thresholds=[90, 10],
                        forecast_thresholds=[], action='shelve',
                        grace_seconds=0)
        self.assertEqual(('12.50', 'USD', [10, 90], 'shelve', 0), tuple(
            made[name] for name in ('amount', 'currency', 'thresholds',
                                    'action', 'grace_seconds')))
        self.assertEqual(made, self.get(ONE))
        record = self.books.audit(1)[0]
        self.assertEqual(('root', 'changed', 'budget', books.ALPHA), (
            record.user_id, record.action, record.object_kind,
            record.object_id))

    def test_a_reader_sees_the_own_one(self):
        self.put()
        self.put(OTHER)
        self.assertEqual([books.ALPHA], [
            each['project_id'] for each in self.get(
                '/v1/budgets', headers=base.READER)['budgets']])
        self.get(ONE, headers=base.READER)
        self.assert_error(403, self.client.get(OTHER, headers=base.READER),
                          books.BETA)
        # The same where there is none: nobody may probe for others'.
        self.client.delete(OTHER, headers=base.ADMIN)
        self.assert_error(403, self.client.get(OTHER, headers=base.READER))

    def test_only_administrators_set_and_remove(self):
        self.put(status=403, headers=base.ALICE)
        self.put()
        self.assert_error(403, self.client.delete(ONE, headers=base.ALICE))

    def test_pages(self):
        self.put()
        self.put(OTHER)
        page = self.get('/v1/budgets', headers=base.ADMIN, limit=1)
        rest = self.get(page['links'][0]['href'], headers=base.ADMIN)
        self.assertEqual(
            sorted((books.ALPHA, books.BETA)),
            [each['project_id'] for each in
             page['budgets'] + rest['budgets']])

    def test_removed(self):
        made = self.put()
        self.assertEqual(made, self.client.delete(
            ONE, headers=base.ADMIN).get_json())
        for method in (self.client.get, self.client.delete):
            self.assert_error(404, method(ONE, headers=base.ADMIN),
                              'has no budget')

    def test_when_an_action_is_due(self):
        statements.make_dear(self.books)
        self.put(amount='0.01', action='stop', grace_seconds=3600)
        self.books.check_budget(books.ALPHA)
        self.assertEqual('2026-11-22T11:30:00.000000+00:00',
                         self.get(ONE)['action_due_at'])

    def test_what_is_refused(self):
        for body in ({'amount': None}, {'amount': 0}, {'amount': '0'},
                     {'amount': -1}, {'amount': '-1'}, {'amount': '1e3'},
                     {'amount': 'NaN'}, {'amount': True}, {'amount': []},
                     {'amount': '0.001'}, {'amount': 10 ** 12},
                     {'amount': '9' * 65}, {'currency': 'eur'},
                     {'currency': None}, {'thresholds': 50},
                     {'thresholds': [0]}, {'thresholds': [1001]},
                     {'thresholds': [50.5]}, {'thresholds': ['50']},
                     {'thresholds': [True]}, {'thresholds': [10 ** 30]},
                     {'thresholds': list(range(1, 22))},
                     {'forecast_thresholds': None}, {'action': 'delete'},
                     {'action': None}, {'grace_seconds': -1},
                     {'grace_seconds': 1.5}, {'grace_seconds': '60'},
                     {'grace_seconds': budgets.LONGEST_GRACE + 1},
                     {'colour': 'blue'}):
            with self.subTest(body=body):
                self.put(status=400, **body)
        self.assert_error(400, self.client.put(ONE, headers=base.ADMIN,
                                               json={}), 'amount')
        self.assert_error(400, self.client.put(ONE, headers=base.ADMIN,
                                               json=[]))
        self.put(f'/v1/budgets/{"x" * 65}', status=404)
