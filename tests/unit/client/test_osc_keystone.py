# SPDX-License-Identifier: Apache-2.0
"""``openstack billing`` with a Keystone: the catalog, and project names."""

from tests.unit.api import books
from tests.unit.client import keystone
from tests.unit.client import test_osc

PROJECTS = {'alpha': books.ALPHA, 'beta': books.BETA}


class KeystoneTestCase(test_osc.OscTestCase):

    def log_in(self, token, project, projects=None, catalog=True):
        """Let the following commands log in with a password."""
        self.keystone = self.serve(keystone.Keystone(
            token, project, projects, self.endpoint if catalog else None))

    def arguments(self, token):
        return ['--os-auth-type', 'password', '--os-username', 'somebody',
                '--os-password', 'secret', '--os-user-domain-id', 'default',
                '--os-project-id', 'any', '--os-identity-api-version', '3',
                '--os-auth-url', f'{self.keystone}/v3']

    def projects_of(self, *arguments):
        rows = self.json(None, 'charge', 'list', *arguments)
        return {row['project_id'] for row in rows}


class ProjectNameTest(KeystoneTestCase):

    def test_an_administrator_names_any_project(self):
        self.log_in(self.admins, ('f00', 'admin'), PROJECTS)
        self.assertEqual({books.ALPHA, books.BETA}, self.projects_of())
        for project in ('beta', books.BETA):
            self.assertEqual({books.BETA},
                             self.projects_of('--project', project))

    def test_a_user_names_the_own_project_without_asking_keystone(self):
        self.log_in(self.alices, (books.ALPHA, 'alpha'))
        for project in ((), ('--project', 'alpha'),
                        ('--project', books.ALPHA)):
            self.assertEqual({books.ALPHA}, self.projects_of(*project))

    def test_a_user_who_names_another_project_is_refused(self):
        self.log_in(self.alices, (books.ALPHA, 'alpha'))
        code, _, err = self.run_command(None, 'charge', 'list', '--project',
                                        books.BETA)
        self.assertEqual(1, code)
        self.assertIn('billing:charges:list', err)

    def test_the_bill_of_a_deleted_project_is_found_by_its_id(self):
        self.log_in(self.admins, ('f00', 'admin'), {})
        self.assertEqual({books.BETA},
                         self.projects_of('--project', books.BETA))


class CatalogTest(KeystoneTestCase):

    def test_without_a_billing_service(self):
        self.log_in(self.alices, (books.ALPHA, 'alpha'), catalog=False)
        code, _, err = self.run_command(None, 'usage', 'list')
        self.assertEqual(1, code)
        self.assertIn('endpoint for billing service not found', err)
