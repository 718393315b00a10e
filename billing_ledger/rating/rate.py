# SPDX-License-Identifier: Apache-2.0
"""Turn quantities into charges, by pure computation.

A linear price is multiplied with a sum, once for each resource, meter and
price. Where an allowance, tiers or packages count what a project uses in a
month, each interval costs what the month's cost grows by in it, and its
resources share that in proportion to their quantities.
"""

import collections
import fractions
import typing

from billing_ledger.metering import meters
from billing_ledger.metering import usage as metering
from billing_ledger.rating import models


class ChargeKey(typing.NamedTuple):
    """What a charge is for, and the price and discount that it comes from."""

    project_id: str
    resource_id: str
    user_id: str | None
    meter: str
    price_id: str
    discount_id: str | None
    period: typing.Any


class Charges(typing.NamedTuple):
    """Quantities in millionths, by ChargeKey; what has no price is not there.

    ``costs`` has the exact cost, before the discount, of those whose price is
    not linear, as Fractions; the others cost quantity times price.
    ``steps`` says how these came about.
    """

    quantities: dict
    costs: dict
    steps: list

    def of(self, resource_id):
        """Return the Charges of one resource alone."""
        return Charges(
            {key: value for key, value in self.quantities.items()
             if key.resource_id == resource_id},
            {key: value for key, value in self.costs.items()
             if key.resource_id == resource_id},
            [step for step in self.steps
             if step.resource_id == resource_id])


class Step(typing.NamedTuple):
    """How a resource's share of a month's cost came about in an interval.

    ``before`` and ``after`` are what the project used of the price's line
    since the month began, in pricing units; the interval ``cost`` this much
    in all, of which the resource with its ``quantity`` has its ``share``.
    All are Fractions.
    """

    resource_id: str
    user_id: str | None
    price_id: str
    discount_id: str | None
    interval: int
    before: fractions.Fraction
    after: fractions.Fraction
    quantity: fractions.Fraction
    cost: fractions.Fraction
    share: fractions.Fraction


class Intervals(typing.NamedTuple):
    """The time that quantities are of.

    No price and no discount may begin or end inside an interval, nor may a
    month. The first ``leading`` ones are not charged: they only say what was
    used in the month before. ``periods`` has for each interval what its
    charges are told apart by, for example its day; ``days`` its date.
    """

    spans: list
    periods: list
    days: list
    leading: int = 0


def rate(quantities, book, intervals):
    """Return the Charges for quantities.

    :param quantities: mapping of metering.Key to millionths of base units
    :param book: a PriceBook
    :param intervals: the Intervals that the keys count
    """
    charged = collections.defaultdict(int)
    pools = collections.defaultdict(_Pool)
    terms = _Terms(book, intervals)
    # Of these the linear versions count, too: a later one counts on.
    pooled = book.pooled_lines()
    for key, quantity in quantities.items():
        price, discount_id = terms.of(key)
        if price is None:
            continue
        charge = ChargeKey(key.project_id, key.resource_id, key.user_id,
                           key.meter, price.id, discount_id,
                           intervals.periods[key.interval])
        if pooled and price.line in pooled:
            day = intervals.days[key.interval]
            pools[key.project_id, price.line, day.year, day.month].add(
                _Part(key.interval < intervals.leading, day, price.id),
                _Used(key.interval, price, charge, quantity))
        if key.interval >= intervals.leading:
            charged[charge] += quantity
    costs, steps = collections.defaultdict(fractions.Fraction), []
    for pool in pools.values():
        pool.share(costs, steps)
    return Charges(charged, costs, steps)


class _Terms:
    """Looks up the price and the discount of quantities; many are alike."""

    def __init__(self, book, intervals):
        self._book = book
        self._spans = intervals.spans
        self._known = {}

    def of(self, key):
        """Return (Price or None, id of a discount or None)."""
        wanted = key.meter, key.project_id, key.traits, key.interval
        if wanted not in self._known:
            self._known[wanted] = self._find(*wanted)
        return self._known[wanted]

    def _find(self, meter, project_id, traits, number):
        moment = self._spans[number][0]
        price = self._book.price_for(meter, project_id, traits, moment)
        discount = self._book.discount_for(meter, project_id, moment)
        return price, discount and discount.id


class _Part(typing.NamedTuple):
    """What resources share the cost of: a day at the same price.

    Not an interval: those are cut wherever any price changes, also one that
    has nothing to do with this.
    """

    is_leading: bool
    day: typing.Any
    price_id: str


class _Used(typing.NamedTuple):
    """What a resource used in an interval."""

    interval: int
    price: typing.Any
    charge: ChargeKey
    quantity: int


class _Pool:
    """What a project used of a line of prices in a month."""

    def __init__(self):
        self._parts = collections.defaultdict(list)

    def add(self, part, used):
        self._parts[part].append(used)

    def share(self, costs, steps):
        """Add the cost of each part to those who used something in it."""
        before = fractions.Fraction(0)
        for part, used in sorted(self._parts.items(), key=_first_interval):
            price = used[0].price
            total = _in_pricing_units(
                price, sum(each.quantity for each in used))
            after = before + total
            if total and not part.is_leading and not price.is_linear:
                cost = models.cost(price, after) - models.cost(price, before)
                for each in used:
                    own = _in_pricing_units(price, each.quantity)
                    costs[each.charge] += cost * own / total
                    steps.append(Step(
                        each.charge.resource_id, each.charge.user_id,
                        price.id, each.charge.discount_id, each.interval,
                        before, after, own, cost, cost * own / total))
            before = after


def _first_interval(part_and_used):
    _, used = part_and_used
    return min(each.interval for each in used)


def _in_pricing_units(price, quantity):
    meter = meters.METERS[price.meter]
    return fractions.Fraction(quantity,
                              metering.MICRO * meter.per_pricing_unit)
