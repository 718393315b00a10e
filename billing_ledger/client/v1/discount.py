# SPDX-License-Identifier: Apache-2.0
"""Discounts, and the plans that projects are on."""

import urllib.parse

from billing_ledger.client.v1 import body


class DiscountManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, project_id=None):
        """Return the discounts that can apply to a project."""
        return [each for page in self._connection.pages(
            '/discounts', {'project_id': project_id})
            for each in page['discounts']]

    def create(self, percent, **more):
        """Give a discount and return it.

        :param percent: Decimal or text, never a float
        :param more: plan or project_id; any of meter, reason, effective_from
        """
        return self._connection.post(
            '/discounts', body.of(percent=percent, **more))

    def end(self, discount_id, effective_until=None):
        """Let a discount end at a full hour and return it."""
        return self._connection.patch(
            f'/discounts/{urllib.parse.quote(discount_id, safe="")}',
            body.of(effective_until=effective_until))


class PlanManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, project_id=None):
        """Return which project is on which plan, since when."""
        return [each for page in self._connection.pages(
            '/plans', {'project_id': project_id}) for each in page['plans']]

    def assign(self, project_id, plan, effective_from=None):
        """Put a project on a plan from a full hour on."""
        return self._connection.post('/plans', body.of(
            project_id=project_id, plan=plan, effective_from=effective_from))
