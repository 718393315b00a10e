# SPDX-License-Identifier: Apache-2.0
"""The plugin as a whole: its policy, its imports, its settings."""

import ast
import pathlib

from django.conf import settings
from django.test import SimpleTestCase
from django.test.utils import override_settings
import yaml

from billing_ledger import policies
import horizon_billing
from horizon_billing import apps
from horizon_billing.api import billing
from tests.horizon import base

PACKAGE = pathlib.Path(horizon_billing.__file__).parent
FORBIDDEN = ('sqlalchemy', 'oslo_db', 'alembic', 'billing_listener')


class PolicyTests(SimpleTestCase):

    def test_horizon_knows_the_rules_of_the_api(self):
        path = apps.CONF / 'default_policies' / 'billing.yaml'
        rules = yaml.safe_load(path.read_text())
        self.assertEqual(
            [(rule.name, rule.check_str, rule.scope_types)
             for rule in policies.list_rules()],
            [(rule['name'], rule['check_str'], rule['scope_types'])
             for rule in rules])

    def test_the_files_are_found_where_they_are_installed(self):
        for files in (settings.POLICY_FILES, settings.DEFAULT_POLICY_FILES):
            path = pathlib.Path(files['billing'])
            self.assertTrue(path.is_absolute() and path.is_file())

    def test_what_the_operator_has_set_wins(self):
        mine = {'billing': '/etc/mine.yaml'}
        with override_settings(POLICY_FILES=mine):
            apps.HorizonBillingConfig('horizon_billing',
                                      horizon_billing).ready()
            self.assertEqual({'billing': '/etc/mine.yaml'},
                             settings.POLICY_FILES)


class ImportTests(SimpleTestCase):

    def test_a_dashboard_needs_no_database_and_no_bus(self):
        for path in PACKAGE.rglob('*.py'):
            for name in _imported(path):
                with self.subTest(path=path, name=name):
                    self.assertNotIn(name.split('.')[0], FORBIDDEN)
                    if name.startswith('billing_ledger'):
                        self.assertTrue(
                            name.startswith('billing_ledger.client'))


class ClientTests(base.BillingTestCase):

    def verify(self):
        return self._session().verify

    def _session(self):
        client = billing.client(self.request)
        return client.meters._connection._adapter.session

    def test_certificates_are_checked_as_horizon_is_told(self):
        self.request.user = base.user_of(self.request)
        self.assertIs(True, self.verify())
        with override_settings(OPENSTACK_SSL_CACERT='/etc/ca.pem'):
            self.assertEqual('/etc/ca.pem', self.verify())
        with override_settings(OPENSTACK_SSL_NO_VERIFY=True):
            self.assertIs(False, self.verify())

    def test_it_asks_in_the_region_of_the_user(self):
        self.request.user = base.user_of(self.request)
        self.request.user.services_region = 'RegionTwo'
        client = billing.client(self.request)
        self.assertEqual('http://elsewhere.example.com',
                         client.meters._connection._adapter.get_endpoint())


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f'{node.module}.{alias.name}'
                        for alias in node.names)
