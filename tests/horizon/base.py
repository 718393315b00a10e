# SPDX-License-Identifier: Apache-2.0
"""What the tests of the panels have in common."""

import datetime
import html.parser
import pathlib
import re
import tempfile
from unittest import mock

from django.test.utils import override_settings
from django.utils import timezone
from keystoneauth1 import exceptions as ks_exceptions
from openstack_auth import policy
from openstack_auth import utils as auth_utils
from openstack_dashboard import api
from openstack_dashboard.test import helpers
from openstack_dashboard.test.test_data import exceptions
from requests.packages.urllib3.connection import HTTPConnection

from tests.horizon import notifications
from tests.horizon import service

HOSTILE_NAMES = (
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '{{7*7}}',
    '{% load x %}',
    '\N{RIGHT-TO-LEFT OVERRIDE}exe.gpj',
    'مرحبا',
    '%s %(name)s {name} {}',
    'x' * 255,
)
# Horizon itself defuses this one, by other letters.
ANGULAR_NAME = '{$7*7$}'
POLICY_CHECK = 'openstack_auth.policy.check'


class Page(html.parser.HTMLParser):
    """What a browser would make of a page: elements and texts."""

    def __init__(self, response):
        super().__init__(convert_charrefs=True)
        self.texts = []
        self.elements = []
        self.scripts = []
        self._in_script = False
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._in_script = tag == 'script'

    def handle_endtag(self, tag):
        self._in_script = False

    def handle_data(self, data):
        (self.scripts if self._in_script else self.texts).append(data)

    def all(self, tag, **wanted):
        """Return the attributes of the elements that have some of them."""
        return [attrs for name, attrs in self.elements
                if name == tag and wanted.items() <= attrs.items()]

    def text(self):
        """Return all text, with runs of spaces as one."""
        return re.sub(r'[ \n]+', ' ', ''.join(self.texts))


class BillingTestCase(helpers.TestCase):
    """A user of Horizon, and a real billing service that knows the token."""

    billing_options = {}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.service = service.BillingService(folder.name,
                                              **self.billing_options)
        self.addCleanup(self.service.stop)
        self._enable(override_settings(POLICY_CHECK_FUNCTION=POLICY_CHECK))
        super().setUp()
        HTTPConnection.connect = self._connect_only_to_billing()
        self._patch(timezone, 'now').return_value = service.NOW

    def _setup_test_data(self):
        # Horizon's data put stubs into exceptions that our client raises.
        with mock.patch.object(exceptions, 'create_stubbed_exception'):
            super()._setup_test_data()
        self.offer_billing(self.service.url)

    def setActiveUser(self, **fields):
        super().setActiveUser(**fields)
        self.service.knows(
            self.token.id, user_id=fields['id'],
            project_id=fields['tenant_id'],
            roles=[role['name'] for role in fields['roles']])

    def offer_billing(self, url):
        """Let the service catalog name the billing service's address."""
        self.service_catalog[:] = [entry for entry in self.service_catalog
                                   if entry['type'] != 'billing']
        self.service_catalog.append({
            'type': 'billing', 'name': 'billing', 'endpoints': [
                {'region': region, 'interface': 'public', 'url': address}
                for region, address in (
                    ('RegionOne', url),
                    ('RegionTwo', 'http://elsewhere.example.com'))]})

    def instance(self, created_at=service.MONTH, **fields):
        """Return an instance of the user's project."""
        return notifications.Instance(self.tenant.id, created_at, **fields)

    def assertShows(self, text, page):
        """The text is there, as text, and nothing of it has become code."""
        self.assertIn(re.sub(r'[ \n]+', ' ', text), page.text())
        self.assertFalse([script for script in page.scripts
                          if 'alert(1)' in script])
        self.assertFalse([
            (tag, attrs) for tag, attrs in page.elements
            if 'alert(1)' in (attrs.get('onerror') or
                              attrs.get('onmouseover') or '')])

    def errors(self, response):
        """Return the error messages that a page shows."""
        return [str(message) for message in response.context['messages']
                if 'error' in message.tags]

    def forbid(self, rule):
        """Let a rule of Horizon's policy allow nobody anything."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / 'policy.yaml'
        path.write_text(f'"{rule}": "!"\n')
        self._enable(override_settings(
            POLICY_FILES={'billing': str(path)}))
        policy.reset()
        self.addCleanup(policy.reset)

    def _connect_only_to_billing(self):
        """Horizon's tests forbid connections; ours is the exception."""
        def connect(connection):
            if connection.host != '127.0.0.1':
                return self.fake_conn_request()
            return self._real_conn_request(connection)
        return connect

    def _patch(self, target, name):
        patcher = mock.patch.object(target, name)
        self.addCleanup(patcher.stop)
        return patcher.start()

    def _enable(self, override):
        override.enable()
        self.addCleanup(override.disable)


class AdminTestCase(BillingTestCase, helpers.BaseAdminViewTests):
    """An administrator; Keystone and Nova answer little."""

    def setUp(self):
        super().setUp()
        self.projects = self._patch(api.keystone, 'tenant_list')
        self.projects.return_value = (self.tenants.list(), False)
        self.users_by_id = self._patch(api.keystone, 'user_get')
        self.users_by_id.return_value = mock.Mock()
        self.users_by_id.return_value.name = 'somebody'
        self.flavor_list = self._patch(api.nova, 'flavor_list')
        self.flavor_list.return_value = self.flavors.list()


def keystone_fails():
    """Return what Horizon's wrappers raise when a service does not answer."""
    return ks_exceptions.ConnectFailure('nothing answers there')


def user_of(request):
    """Return the user whom Horizon takes a request to be from."""
    return auth_utils.get_user(request)


def hours(number):
    """Return so many hours as a time span."""
    return datetime.timedelta(hours=number)
