# SPDX-License-Identifier: Apache-2.0
"""What accounts need not pay."""

from billing_ledger.client.v1 import body
from billing_ledger.client.v1 import paths


class CreditManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, account_id=None):
        """Return the credits and what remains of them, as dictionaries."""
        return [each for page in self._connection.pages(
            '/credits', {'account_id': account_id})
            for each in page['credits']]

    def grant(self, account_id, reason, amount=None, **more):
        """Grant a credit and return it.

        :param account_id: that of an account, or of a project that pays for
                           itself
        :param amount: Decimal or text, never a float; without it more has
                       percent (the same), window_start and window_end
        :param more: any of resource_group, currency, valid_from, expires_at;
                     times are datetimes or ISO 8601 texts
        """
        return self._connection.post('/credits', body.of(
            account_id=account_id, reason=reason, amount=amount, **more))

    def revoke(self, credit_id):
        """Let no further statement use a credit, and return it."""
        return self._connection.patch(paths.of('credits', credit_id),
                                      {'revoked': True})
