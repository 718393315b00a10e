# SPDX-License-Identifier: Apache-2.0
"""No address without a policy."""

import re
import unittest

from billing_ledger import policies
from billing_ledger.api import routes
from tests.unit.api import base


class PolicyOfRoutesTest(base.ApiTestCase):

    def test_every_route_has_a_registered_policy(self):
        operations = {operation.operation_id: operation
                      for operation in routes.OPERATIONS}
        known = {rule.name for rule in policies.list_rules()}
        rules = list(self.client.application.url_map.iter_rules())
        self.assertGreater(len(rules), 5)
        for rule in rules:
            with self.subTest(rule.rule):
                policy = operations[rule.endpoint].policy
                if rule.rule == '/':
                    self.assertIsNone(policy)
                else:
                    self.assertIn(policy, known)


class DocumentedPoliciesTest(unittest.TestCase):

    def test_each_policy_names_operations_that_exist(self):
        served = {(operation.method, operation.path)
                  for operation in routes.OPERATIONS}
        for rule in policies.list_rules():
            for operation in getattr(rule, 'operations', ()):
                with self.subTest(rule.name):
                    self.assertIn((operation['method'], operation['path']),
                                  served)

    def test_each_operation_is_named_by_its_policy(self):
        named = {(rule.name, operation['method'], operation['path'])
                 for rule in policies.list_rules()
                 for operation in getattr(rule, 'operations', ())}
        for operation in routes.OPERATIONS:
            if not operation.public:
                self.assertIn((operation.policy, operation.method,
                               operation.path), named)

    def test_handler_schema_and_policy_are_found_under_one_name(self):
        for operation in routes.OPERATIONS:
            name = operation.handler.__module__.rpartition('.')[2]
            with self.subTest(operation.operation_id):
                self.assertTrue(re.fullmatch(r'[a-z_]+', name))
                __import__(f'billing_ledger.api.schemas.{name}')
                if not operation.public:
                    __import__(f'billing_ledger.policies.{name}')
