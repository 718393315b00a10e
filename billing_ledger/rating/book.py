# SPDX-License-Identifier: Apache-2.0
"""Choose the one price that applies, from all prices in the book."""

import collections


class PriceBook:
    """Prices by meter, and ``by_id``.

    Exactly one price wins for a meter, a project and a flavor at a moment: the
    most specific of those in force, in this order: for the project and the
    flavor; for the project; for the flavor; for everybody.
    """

    def __init__(self, prices):
        self.by_id = {price.id: price for price in prices}
        self._by_meter = collections.defaultdict(list)
        for price in prices:
            self._by_meter[price.meter].append(price)

    def cuts(self):
        """Return all moments at which some price begins or ends."""
        return {moment for prices in self._by_meter.values()
                for price in prices
                for moment in (price.effective_from, price.effective_until)
                if moment is not None}

    def price_for(self, meter, project_id, traits, moment):
        """Return the Price that applies, or None."""
        candidates = [price for price in self._by_meter.get(meter, ())
                      if price.project_id in (None, project_id)
                      and price.flavor in (None, traits.flavor)
                      and price.is_in_force(moment)]
        return max(candidates, key=_precedence, default=None)


def _precedence(price):
    return (price.project_id is not None, price.flavor is not None,
            price.effective_from, price.created_at, price.id)
