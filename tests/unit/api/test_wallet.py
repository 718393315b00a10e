# SPDX-License-Identifier: Apache-2.0
"""The operations on /v1/wallets"""

from tests.unit.api import base
from tests.unit.api import books
from tests.unit.api import statements


class WalletsTestCase(base.ApiTestCase):

    def post(self, path, status=201, headers=base.ADMIN, **body):
        response = self.client.post(path, headers=headers, json=body)
        self.assertEqual(status, response.status_code, response.text)
        return response.get_json()

    def create(self, account_id=books.ALPHA, **more):
        return self.post('/v1/wallets', account_id=account_id, **more)

    def top_up(self, amount='50', reference='INV-1', status=201,
               account_id=books.ALPHA, **more):
        return self.post(f'/v1/wallets/{account_id}/top-ups', status,
                         amount=amount, reference=reference, **more)

    def entries(self, headers=base.ADMIN, account_id=books.ALPHA, **query):
        return self.get(f'/v1/wallets/{account_id}/entries', headers,
                        **query)


class WalletsTest(WalletsTestCase):

    def test_create_and_list(self):
        made = self.create(threshold='12.5')
        self.assertEqual(
            (books.ALPHA, 'EUR', '0.00', '12.5', True, 'root', False),
            tuple(made[name] for name in (
                'account_id', 'currency', 'balance', 'threshold', 'is_empty',
                'created_by', 'partial')))
        other = self.create(currency='USD', threshold=3)
        found = self.get('/v1/wallets', base.ADMIN)
        self.assertEqual({'wallets': [made, other], 'links': []}, found)
        page = self.get('/v1/wallets', base.ADMIN, limit=1)
        self.assertEqual([made], page['wallets'])
        self.assertEqual([other], self.get(page['links'][0]['href'],
                                           base.ADMIN)['wallets'])
        for name in ('account_id', 'project_id'):
            self.assertEqual([], self.get('/v1/wallets', base.ADMIN,
                                          **{name: books.BETA})['wallets'])
        self.post('/v1/wallets', 409, account_id=books.ALPHA)

    def test_top_up_and_entries(self):
        self.create()
        first = self.top_up()
        self.assertEqual(first, self.top_up())
        self.assertEqual(('50.00', '50.00', 'top_up', 1, 'root'), tuple(
            first[name] for name in ('amount', 'balance', 'kind', 'number',
                                     'created_by')))
        self.top_up('51', status=409)
        second = self.top_up(0.5, 'INV-2')
        found = self.entries()
        self.assertEqual([second, first], found['entries'])
        page = self.entries(limit=1)
        self.assertEqual([second], page['entries'])
        self.assertEqual([first], self.get(page['links'][0]['href'],
                                           base.ADMIN)['entries'])
        self.assertEqual([], self.entries(limit=2)['links'])

    def test_what_is_refused(self):
        self.create()
        for body in ({}, {'amount': 0}, {'amount': -1}, {'amount': '-1'},
                     {'amount': '1e3'}, {'amount': '0.001'},
                     {'amount': 10 ** 12}, {'amount': '9' * 65},
                     {'amount': True}, {'amount': None}, {'amount': 'NaN'},
                     {'amount': []}, {'amount': 1, 'reference': ''},
                     {'amount': 1, 'reference': None},
                     {'amount': 1, 'reference': 'x' * 201},
                     {'amount': 1, 'reference': 'a\x00'},
                     {'amount': 1, 'reference': ' a'},
                     {'amount': 1, 'currency': 'euro'},
                     {'amount': 1, 'colour': 'blue'}):
            with self.subTest(body=body):
                self.post(f'/v1/wallets/{books.ALPHA}/top-ups', 400,
                          **{'reference': 'x'} | body)
        self.post(f'/v1/wallets/{books.ALPHA}/top-ups', 400, amount=1)
        for body in ({}, {'account_id': ''}, {'account_id': 'x' * 65},
                     {'account_id': 5}, {'account_id': None},
                     {'threshold': -1}, {'threshold': '-1'},
                     {'threshold': 10 ** 12}, {'threshold': '0.001'},
                     {'threshold': 'x'}, {'threshold': None},
                     {'currency': 'euro'}, {'colour': 'blue'}):
            with self.subTest(body=body):
                wish = {'account_id': books.BETA} | body if body else {}
                self.post('/v1/wallets', 400, **wish)
        self.top_up(status=404, account_id='none')
        self.top_up(status=404, currency='USD')
        for marker in ('x', '-1', '٣', '9' * 19, 'x' * 4097):
            self.assert_error(400, self.client.get(
                f'/v1/wallets/{books.ALPHA}/entries', headers=base.ADMIN,
                query_string={'marker': marker}))
        self.assertEqual([], self.entries()['entries'])


class VisibilityTest(WalletsTestCase):
    """Alice reads Alpha; Bob reads Beta."""

    def test_a_project_that_pays_for_itself_sees_its_wallet(self):
        made = self.create()
        self.create(books.BETA)
        entry = self.top_up()
        wallet, = self.get('/v1/wallets')['wallets']
        self.assertEqual(made | {'balance': '50.00', 'entries': 1,
                                 'is_empty': False}, wallet)
        self.assertEqual([entry], self.entries(base.ALICE)['entries'])

    def test_nothing_of_another_account(self):
        self.create()
        self.top_up()
        self.assertEqual([], self.get('/v1/wallets', base.BOB)['wallets'])
        self.assertEqual([], self.get(
            '/v1/wallets', base.BOB, account_id=books.ALPHA)['wallets'])
        messages = {self.assert_error(404, self.client.get(
            f'/v1/wallets/{account_id}/entries', headers=base.BOB)).replace(
            account_id, '') for account_id in (books.ALPHA, 'none')}
        self.assertEqual(1, len(messages))
        for path in ('/v1/wallets', f'/v1/wallets/{books.ALPHA}/entries'):
            self.assert_error(403, self.client.get(
                path, headers=base.BOB,
                query_string={'project_id': books.ALPHA}))

    def test_the_account_of_the_project_alone(self):
        account_id = statements.share(self.books, books.ALPHA)
        self.create(account_id)
        self.top_up(account_id=account_id)
        wallet, = self.get('/v1/wallets')['wallets']
        self.assertEqual(('50.00', False),
                         (wallet['balance'], wallet['partial']))
        self.assertEqual(1, len(self.entries(
            base.ALICE, account_id)['entries']))

    def test_what_others_spend_is_not_told(self):
        account_id = statements.share(self.books, books.ALPHA, books.BETA)
        self.create(account_id, threshold='7')
        self.top_up(account_id=account_id)
        for headers in (base.ALICE, base.BOB):
            wallet, = self.get('/v1/wallets', headers)['wallets']
            self.assertEqual(
                (True, False, None, None, None, None),
                tuple(wallet[name] for name in (
                    'partial', 'is_low', 'balance', 'threshold', 'entries',
                    'created_by')))
            self.assert_error(403, self.client.get(
                f'/v1/wallets/{account_id}/entries', headers=headers),
                'administrator')
        self.assertEqual(1, len(self.entries(
            account_id=account_id)['entries']))

    def test_readers_add_nothing(self):
        self.create()
        for path, body in (
                ('/v1/wallets', {'account_id': 'x'}),
                (f'/v1/wallets/{books.ALPHA}/top-ups',
                 {'amount': 1, 'reference': 'x'})):
            self.assert_error(403, self.client.post(
                path, headers=base.ALICE, json=body), 'billing:wallets')
