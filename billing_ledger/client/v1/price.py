# SPDX-License-Identifier: Apache-2.0
"""What things cost."""

import urllib.parse

from billing_ledger.client.v1 import body
from billing_ledger.client.v1 import listing


class PriceManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, meter=None, project_id=None, in_force_at=None):
        """Return the prices that can apply to a project, as dictionaries.

        :param in_force_at: datetime or ISO 8601 text
        """
        query = {'meter': meter, 'project_id': project_id,
                 'in_force_at': listing.as_text(in_force_at)}
        return [price for page in self._connection.pages('/prices', query)
                for price in page['prices']]

    def create(self, meter, unit_price=None, **more):
        """Set a new price and return it.

        :param unit_price: Decimal or text, never a float
        :param more: any of pricing_unit, currency, flavor, volume_type,
                     availability_zone, project_id, domain_id, plan, model,
                     tiers, package_size, free_quantity, minimum_seconds,
                     increment_seconds, effective_from (datetime or ISO 8601
                     text)
        """
        return self._connection.post('/prices', body.of(
            meter=meter, unit_price=unit_price, **more))

    def preview(self, prices, start=None, end=None):
        """Return what prices would have made of a period, by project.

        :param prices: dictionaries, as the arguments of create()
        :param start: datetime or ISO 8601 text; default: last month
        """
        return self._connection.post('/prices/preview', body.of(
            prices=prices, start=start, end=end))

    def get_book(self, at=None):
        """Return the price book in force as YAML."""
        return self._connection.get(
            '/price_book', {'at': listing.as_text(at)})['book']

    def replace_book(self, book, effective_from=None, dry_run=False):
        """Make the price book what a YAML text says; count the changes."""
        return self._connection.put('/price_book', body.of(
            book=book, effective_from=effective_from, dry_run=dry_run))

    def end(self, price_id, effective_until=None):
        """Let a price end at a full hour and return it.

        :param effective_until: datetime or ISO 8601 text; default: the next
                                full hour
        """
        return self._connection.patch(
            f'/prices/{urllib.parse.quote(price_id, safe="")}',
            body.of(effective_until=effective_until))
