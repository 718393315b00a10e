# SPDX-License-Identifier: Apache-2.0
"""What projects may cost a month."""

import urllib.parse

from billing_ledger.client.v1 import body


class BudgetManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, project_id=None):
        """Return the budgets, of a project or of all that may be seen."""
        return [each for page in self._connection.pages(
            '/budgets', {'project_id': project_id})
            for each in page['budgets']]

    def get(self, project_id):
        """Return the budget of a project."""
        return self._connection.get(_path(project_id))

    def set(self, project_id, amount, **more):
        """Set the budget of a project and return it.

        :param amount: Decimal or text, never a float
        :param more: any of currency, thresholds, forecast_thresholds (lists
                     of whole percentages), action, grace_seconds
        """
        return self._connection.put(_path(project_id),
                                    body.of(amount=amount, **more))

    def unset(self, project_id):
        """Remove the budget of a project and return what it was."""
        return self._connection.delete(_path(project_id))


def _path(project_id):
    return f'/budgets/{urllib.parse.quote(project_id, safe="")}'
