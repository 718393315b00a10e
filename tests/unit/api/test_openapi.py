# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document says what the API does, neither more nor less."""

import re

import jsonschema
import openapi_spec_validator

from billing_ledger.api import formats as schema_formats
from billing_ledger.documents import formats
from tests.unit.api import base
from tests.unit.api import books
from tests.unit.api import runs
from tests.unit.api import statements

# Times in answers are always of this form.
TIME = re.compile(
    r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00', re.ASCII)


class DocumentTest(base.ApiTestCase):

    def setUp(self):
        super().setUp()
        self.document = self.get('/v1/openapi.json')

    def described(self):
        return {(method.upper(), path)
                for path, methods in self.document['paths'].items()
                for method in methods}

    def test_is_valid(self):
        openapi_spec_validator.validate(self.document)
        self.assertEqual('3.1.0', self.document['openapi'])

    def test_has_every_route_and_no_other(self):
        served = set()
        for rule in self.client.application.url_map.iter_rules():
            path = re.sub('<(.*?)>', r'{\1}', rule.rule)
            served |= {(method, path) for method in rule.methods - {'HEAD'}}
        self.assertEqual(served, self.described())

    def test_everything_but_the_versions_needs_a_token(self):
        self.assertEqual([{'token': []}], self.document['security'])
        public = [path for path, methods in self.document['paths'].items()
                  for operation in methods.values()
                  if operation.get('security') == []]
        self.assertEqual(['/'], public)

    def test_each_parameter_is_explained(self):
        for path, methods in self.document['paths'].items():
            for operation in methods.values():
                for parameter in operation['parameters']:
                    if parameter['in'] == 'query':
                        with self.subTest(path, name=parameter['name']):
                            self.assertTrue(parameter['description'])


class AnswersTest(base.ApiTestCase):
    """Real answers are as the document says."""

    def setUp(self):
        super().setUp()
        runs.record(self.books)
        self.document = self.get('/v1/openapi.json')
        self.seen = set()

    def call(self, method, template, status, headers=base.ADMIN, **options):
        path = template.format(**options.pop('path', {}))
        response = self.client.open(path, method=method, headers=headers,
                                    **options)
        self.assertEqual(status, response.status_code, response.data[:500])
        operation = self.document['paths'][template][method.lower()]
        answer = operation['responses'][str(status)]
        schema = answer['content'][response.mimetype]['schema']
        self.seen.add((method, template))
        if 'document' in template:
            return response.data
        jsonschema.validate(
            response.get_json(),
            schema | {'components': self.document['components']},
            cls=jsonschema.Draft202012Validator,
            format_checker=schema_formats.CHECKER)
        return response.get_json()

    def test_what_works(self):
        price = self.call('POST', '/v1/prices', 201, json={
            'meter': 'disk.allocated', 'unit_price': '1'})
        self.call('PATCH', '/v1/prices/{price_id}', 200, json={},
                  path={'price_id': price['id']})
        self.price_book()
        self.call('GET', '/', 200)
        self.call('GET', '/v1/openapi.json', 200)
        self.call('GET', '/v1/meters', 200)
        for group_by in ('resource,meter,day,user,project', 'resource,meter',
                         'day', 'user', 'project'):
            for path in ('/v1/usage', '/v1/charges'):
                for limit in (1, 10000):
                    self.call('GET', path, 200, query_string={
                        'group_by': group_by, 'limit': limit})
        self.call('GET', '/v1/prices', 200, query_string={'limit': 1})
        self.call('GET', '/v1/prices', 200)
        for server in (books.ALPHAS_SERVER, books.BETAS_SERVER):
            for headers in (base.ADMIN, base.ALICE):
                if server == books.ALPHAS_SERVER or headers is base.ADMIN:
                    for name in ('timeline', 'runs'):
                        self.call(
                            'GET', f'/v1/instances/{{instance_id}}/{name}',
                            200, headers, path={'instance_id': server})
        self.call('GET', '/v1/instances/{instance_id}/runs', 200,
                  path={'instance_id': runs.STRAYS_SERVER})
        self.see_accounts()
        statements.make_dear(self.books)
        self.see_wallets()
        self.see_budgets()
        self.see_statements()
        self.assertEqual(
            {(method.upper(), path)
             for path, methods in self.document['paths'].items()
             for method in methods}, self.seen)

    def price_book(self):
        discount = self.call('POST', '/v1/discounts', 201, json={
            'percent': 5, 'project_id': books.ALPHA})
        self.call('PATCH', '/v1/discounts/{discount_id}', 200, json={},
                  path={'discount_id': discount['id']})
        self.call('POST', '/v1/prices', 201, json={
            'meter': 'vcpu.allocated', 'model': 'graduated', 'plan': 'tiers',
            'tiers': [{'up_to': 10, 'unit_price': '2'}, {'unit_price': 1}]})
        self.call('POST', '/v1/plans', 201, json={
            'project_id': books.ALPHA, 'plan': 'tiers'})
        book = self.call('GET', '/v1/price_book', 200)
        self.call('PUT', '/v1/price_book', 200, json=book | {
            'dry_run': True})
        self.call('POST', '/v1/prices/preview', 200, json={
            'prices': [{'meter': 'vcpu.allocated', 'unit_price': '1',
                        'free_quantity': '0.001'}],
            'start': '2026-11-22', 'end': '2026-11-23'})
        self.call('GET', '/v1/forecast', 200)
        for path in ('/v1/discounts', '/v1/plans', '/v1/explanations',
                     '/v1/audit', '/v1/efficiency'):
            for limit in (1, 1000):
                self.call('GET', path, 200, query_string={'limit': limit})
        self.call('GET', '/v1/quotes', 200, base.ALICE, query_string={
            'flavor': 'm1.small', 'vcpus': 1, 'memory_mb': 2048,
            'disk_gb': 20, 'cpu_percent': 25})
    def see_accounts(self):
        account = self.call('POST', '/v1/accounts', 201,
                            json={'name': 'Example Ltd'})
        path = {'account_id': account['id'], 'project_id': books.ALPHA}
        self.call('GET', '/v1/accounts', 200)
        one = '/v1/accounts/{account_id}'
        self.call('GET', one, 200, path=path)
        self.call('PATCH', one, 200, path=path, json={'name': 'Other'})
        self.call('POST', f'{one}/projects', 201, path=path,
                  json={'project_id': books.ALPHA})
        self.call('DELETE', f'{one}/projects/{{project_id}}', 200, path=path)

    def see_budgets(self):
        one, path = '/v1/budgets/{project_id}', {'project_id': books.ALPHA}
        self.call('PUT', one, 200, path=path, json={'amount': '100'})
        self.call('GET', one, 200, base.ALICE, path=path)
        self.call('GET', '/v1/budgets', 200, base.ALICE)
        self.call('DELETE', one, 200, path=path)

    def see_statements(self):
        credit = self.call('POST', '/v1/credits', 201, json={
            'account_id': books.ALPHA, 'reason': 'Welcome', 'amount': '1'})
        self.call('GET', '/v1/credits', 200)
        self.call('GET', '/v1/statements/draft', 200, base.ALICE)
        self.now = statements.CLOSING_TIME
        number = statements.close(self.books)[0].number
        self.call('GET', '/v1/statements', 200)
        self.call('GET', '/v1/statements/{number}', 200,
                  path={'number': number})
        for name in formats.FORMATS:
            self.call('GET', '/v1/statements/{number}/document', 200,
                      path={'number': number}, query_string={'format': name})
        self.call('PATCH', '/v1/credits/{credit_id}', 200,
                  path={'credit_id': credit['id']}, json={'revoked': True})

    def see_wallets(self):
        path = {'account_id': books.ALPHA}
        for status in (201, 409):
            self.call('POST', '/v1/wallets', status, json=path)
        one = '/v1/wallets/{account_id}'
        self.call('POST', f'{one}/top-ups', 201, path=path,
                  json={'amount': '50', 'reference': 'INV-1'})
        self.call('POST', f'{one}/top-ups', 409, path=path,
                  json={'amount': '51', 'reference': 'INV-1'})
        self.assertTrue(list(self.books.wallets.draw(books.ALPHA)))
        for headers in (base.ADMIN, base.ALICE):
            self.call('GET', '/v1/wallets', 200, headers)
            self.call('GET', f'{one}/entries', 200, headers, path=path)
        self.call('GET', f'{one}/entries', 404, base.BOB, path=path)

    def test_what_does_not(self):
        self.call('GET', '/v1/usage', 400, query_string={'limit': 0})
        self.call('GET', '/v1/usage', 401, base.NOBODY)
        self.call('POST', '/v1/prices', 403, base.ALICE, json={})
        self.call('POST', '/v1/prices', 413, data=b' ' * 2 ** 20,
                  content_type='application/json')
        self.call('POST', '/v1/prices', 415, data=b'{}')
        self.call('PATCH', '/v1/prices/{price_id}', 404, json={},
                  path={'price_id': 'none'})
        for status in (201, 409):
            self.call('POST', '/v1/prices', status, json={
                'meter': 'disk.allocated', 'unit_price': 1})
        for name in ('timeline', 'runs'):
            self.call('GET', f'/v1/instances/{{instance_id}}/{name}', 404,
                      base.BOB, path={'instance_id': books.ALPHAS_SERVER})

    def test_times_are_in_utc_with_microseconds(self):
        for path, query in (('/v1/usage', {}), ('/v1/prices', {}), (
                f'/v1/instances/{books.ALPHAS_SERVER}/timeline', {}), (
                f'/v1/instances/{books.ALPHAS_SERVER}/runs', {})):
            text = self.client.get(path, headers=base.ALICE,
                                   query_string=query).text
            for time in re.findall(r'"(\d{4}-\d\d-\d\dT[^"]*)"', text):
                self.assertRegex(time, TIME)
