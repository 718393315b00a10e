# SPDX-License-Identifier: Apache-2.0
"""Who sees what: nobody reads another project, whatever he asks."""

import itertools
import re

from billing_ledger.api import routes
from tests.unit.api import base
from tests.unit.api import books

LISTS = ('/v1/usage', '/v1/charges', '/v1/prices', '/v1/discounts',
         '/v1/plans', '/v1/explanations', '/v1/statements',
         '/v1/statements/draft', '/v1/wallets', '/v1/budgets',
         '/v1/forecast', '/v1/efficiency')
OF_INSTANCE = tuple(f'/v1/instances/{books.ALPHAS_SERVER}/{name}'
                    for name in ('timeline', 'runs'))


class ProjectsTest(base.ApiTestCase):

    def test_a_reader_reads_the_own_project(self):
        for path in (*LISTS, *OF_INSTANCE):
            self.get(path, headers=base.READER)
        for path in LISTS:
            self.get(path, headers=base.READER, project_id=books.ALPHA)

    def test_naming_another_project_is_refused(self):
        for path, headers in itertools.product(
                LISTS, (base.ALICE, base.READER)):
            with self.subTest(path):
                self.assert_error(403, self.client.get(
                    path, headers=headers,
                    query_string={'project_id': books.BETA}), books.BETA)

    def test_nothing_of_another_project_shows_in_any_answer(self):
        queries = ({}, {'project_id': books.ALPHA}, {'limit': 1},
                   {'resource_id': books.BETAS_SERVER},
                   {'group_by': 'project'}, {'group_by': 'user,day'})
        for path, query in itertools.product(
                ('/v1/usage', '/v1/charges'), queries):
            with self.subTest(path=path, query=query):
                text = self.client.get(path, headers=base.ALICE,
                                       query_string=query).text
                self.assertNotIn(books.BETA, text)
                self.assertNotIn('bob', text)
        self.assertNotIn(books.BETA, self.client.get(
            '/v1/prices', headers=base.ALICE).text)

    def test_the_total_is_of_the_own_project(self):
        alice, bob, everybody = (
            self.books.charges(books.query(project_id=project)).totals['EUR']
            for project in (books.ALPHA, books.BETA, None))
        self.assertEqual(everybody, alice + bob)
        for headers, amount in ((base.ALICE, alice), (base.BOB, bob),
                                (base.ADMIN, everybody)):
            total, = self.get('/v1/charges', headers=headers)['totals']
            self.assertEqual(format(amount, 'f'), total['amount'])

    def test_a_marker_of_another_project_shows_nothing_of_it(self):
        link, = self.get('/v1/usage', headers=base.ADMIN, limit=1)['links']
        marker = link['href'].partition('marker=')[2]
        text = self.client.get(f'/v1/usage?marker={marker}',
                               headers=base.ALICE).text
        self.assertNotIn(books.BETA, text)

    def test_an_administrator_sees_any_or_all(self):
        for path in ('/v1/usage', '/v1/charges'):
            name = path.rpartition('/')[2]
            everything = self.get(path, headers=base.ADMIN)[name]
            self.assertEqual({books.ALPHA, books.BETA},
                             {row['project_id'] for row in everything})
            one = self.get(path, headers=base.ADMIN,
                           project_id=books.BETA)[name]
            self.assertEqual({books.BETA}, {row['project_id'] for row in one})


class TokensTest(base.ApiTestCase):

    def each_operation(self):
        for operation in routes.OPERATIONS:
            if operation.public:
                continue
            path = re.sub(r'{\w+}', 'any', operation.path.replace(
                '{instance_id}', books.ALPHAS_SERVER).replace(
                '{project_id}', books.ALPHA))
            with self.subTest(operation.operation_id):
                yield operation, lambda headers, method=operation.method, \
                    path=path: self.client.open(
                        path, method=method, headers=headers)

    def test_without_a_token_nothing_works(self):
        forged = {name: value for name, value in base.ADMIN.items()
                  if name != 'X-Identity-Status'}
        for _, call in self.each_operation():
            for headers in (base.NOBODY, forged,
                            forged | {'X-Identity-Status': 'Invalid'}):
                self.assert_error(401, call(headers), 'token')

    def test_without_a_role_only_public_knowledge_is_given(self):
        for operation, call in self.each_operation():
            response = call(base.ROLELESS)
            if operation.operation_id in ('list_meters', 'show_openapi'):
                self.assertEqual(200, response.status_code)
            else:
                self.assert_error(403, response, operation.policy)

    def test_readers_change_nothing(self):
        for operation, call in self.each_operation():
            if operation.method != 'GET':
                self.assert_error(403, call(base.ALICE), operation.policy)

    def test_who_pays_is_no_business_of_readers(self):
        for path in ('/v1/accounts', '/v1/accounts/any', '/v1/credits'):
            self.assert_error(403, self.client.get(path, headers=base.ALICE))

    def test_tokens_for_no_project_see_no_project(self):
        unscoped = base.identity(None, '')
        reader = base.identity(None, 'reader')
        domain = base.identity(None, 'admin,reader',
                               **{'X-Domain-Id': 'default'})
        system = base.identity(None, 'admin,reader',
                               **{'Openstack-System-Scope': 'all'})
        for path, headers in itertools.product(
                (*LISTS, *OF_INSTANCE), (unscoped, reader, domain, system)):
            with self.subTest(path=path, headers=headers):
                self.assertIn(self.client.get(
                    path, headers=headers).status_code, (403, 404))

    def test_a_project_called_none_is_no_way_in(self):
        reader = base.identity(None, 'reader')
        for path in LISTS:
            self.assert_error(403, self.client.get(
                path, headers=reader, query_string={'project_id': 'None'}))
