# SPDX-License-Identifier: Apache-2.0
"""Who pays for which projects."""

from billing_ledger.client.v1 import body
from billing_ledger.client.v1 import paths


class AccountManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self):
        """Return the accounts by their names, as dictionaries."""
        return [each for page in self._connection.pages('/accounts', {})
                for each in page['accounts']]

    def get(self, account_id):
        """Return an account."""
        return self._connection.get(paths.of('accounts', account_id))

    def create(self, name, **more):
        """Create an account and return it.

        :param more: any of address (lines, separated by newlines), tax_id,
                     tax_name, tax_percent (Decimal or text, never a float),
                     currency, detail ('resource' or 'meter')
        """
        return self._connection.post('/accounts', body.of(name=name, **more))

    def update(self, account_id, **changes):
        """Change an account and return it.

        :param changes: any of the arguments of create(); None takes the
                        tax_id away
        """
        return self._connection.patch(paths.of('accounts', account_id),
                                      body.changes(**changes))

    def add_project(self, account_id, project_id, from_month=None):
        """Let an account pay for a project, and return since when it does.

        :param from_month: text, for example 2026-10; default: the current
                           one
        """
        return self._connection.post(
            paths.of('accounts', account_id, 'projects'),
            body.of(project_id=project_id, from_month=from_month))

    def remove_project(self, account_id, project_id, from_month=None):
        """Let a project pay for itself, and return since when it does.

        :param from_month: text, for example 2026-10; default: the current
                           one
        """
        return self._connection.delete(
            paths.of('accounts', account_id, 'projects', project_id),
            {'from_month': from_month})
