# SPDX-License-Identifier: Apache-2.0
"""The policy rules, as operators meet them."""

import contextlib
import io

from oslo_config import cfg
from oslo_policy import generator

from billing_ledger import policies
from billing_ledger.api import policy
from tests.unit.api import base
from tests.unit.api import books


class PolicyFileTest(base.ApiTestCase):

    def test_an_operator_may_open_something_to_others(self):
        client = self.client_with(
            '"billing:all_projects": "role:admin or role:auditor"')
        auditor = base.identity(books.ALPHA, 'auditor')
        answer = client.get('/v1/usage', headers=auditor).get_json()
        self.assertEqual({books.ALPHA, books.BETA},
                         {row['project_id'] for row in answer['usage']})
        self.assert_error(403, client.post(
            '/v1/prices', headers=auditor, json={}), 'billing:prices:create')

    def test_an_operator_may_close_something(self):
        client = self.client_with('"billing:meters:list": "!"')
        self.assert_error(403, client.get('/v1/meters', headers=base.ADMIN))


class GeneratorTest(base.ApiTestCase):

    def test_the_enforcer_for_oslos_tools_knows_every_rule(self):
        self.addCleanup(cfg.CONF.reset)
        enforcer = policy.get_enforcer()
        self.assertEqual({rule.name for rule in policies.list_rules()},
                         set(enforcer.registered_rules))

    def test_the_sample_generator_works(self):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            generator.generate_sample(
                ['--namespace', 'billing'], conf=cfg.ConfigOpts())
        for rule in policies.list_rules():
            self.assertIn(f'"{rule.name}"', output.getvalue())
