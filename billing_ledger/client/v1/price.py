# SPDX-License-Identifier: Apache-2.0
"""What things cost."""

import decimal
import urllib.parse

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

    def create(self, meter, unit_price, **more):
        """Set a new price and return it.

        :param unit_price: Decimal or text, never a float
        :param more: any of pricing_unit, currency, flavor, project_id,
                     effective_from (datetime or ISO 8601 text)
        """
        return self._connection.post('/prices', _body(
            meter=meter, unit_price=_exact(unit_price), **more))

    def end(self, price_id, effective_until=None):
        """Let a price end at a full hour and return it.

        :param effective_until: datetime or ISO 8601 text; default: the next
                                full hour
        """
        return self._connection.patch(
            f'/prices/{urllib.parse.quote(price_id, safe="")}',
            _body(effective_until=effective_until))


def _body(**given):
    return {name: listing.as_text(value)
            for name, value in given.items() if value is not None}


def _exact(number):
    if isinstance(number, float):
        raise TypeError('a price is a Decimal or a text: floats are inexact')
    if isinstance(number, decimal.Decimal):
        return format(number, 'f')
    return number
