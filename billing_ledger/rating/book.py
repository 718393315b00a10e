# SPDX-License-Identifier: Apache-2.0
"""Choose the price and the discount that apply, from all in the book."""

import bisect
import collections
import datetime
import typing

from billing_ledger import times
from billing_ledger.rating.price import DEFAULT_PLAN
from billing_ledger.rating.price import Line

# What a price can be for, the most specific first. Of two prices that apply,
# the one that is for the first of these where they differ wins.
PRECEDENCE = ('project_id', 'domain_id', 'flavor', 'volume_type',
              'availability_zone')


class Assignment(typing.NamedTuple):
    """A project is on a plan from a moment on, until the next Assignment."""

    project_id: str
    plan: str
    effective_from: datetime.datetime

    def as_dict(self):
        """Return the assignment with its time as text."""
        return self._asdict() | {
            'effective_from': times.to_text(self.effective_from)}


class PriceBook:
    """Prices, discounts and plans; ``by_id`` and ``discounts`` by id.

    :param prices: Prices
    :param discounts: Discounts
    :param assignments: Assignments; a project without is on the plan default
    :param domains: domain ids by project id, where they are known
    """

    def __init__(self, prices, discounts=(), assignments=(), domains=None):
        self.by_id = {price.id: price for price in prices}
        self.discounts = {each.id: each for each in discounts}
        self._assignments = tuple(assignments)
        self._domains = domains or {}
        self._by_meter = collections.defaultdict(list)
        # By project, too: a cloud may have a price for each of thousands.
        for price in prices:
            self._by_meter[price.plan, price.meter, price.project_id].append(
                price)
        self._discounts_by = collections.defaultdict(list)
        for each in self.discounts.values():
            self._discounts_by[each.project_id, each.plan].append(each)
        self._plans = collections.defaultdict(list)
        for each in sorted(self._assignments,
                           key=lambda each: each.effective_from):
            self._plans[each.project_id].append(each)

    def with_prices(self, prices):
        """Return a book where some prices stand for all of their lines."""
        lines = {price.line for price in prices}
        kept = [price for price in self.by_id.values()
                if price.line not in lines]
        return PriceBook([*kept, *prices], self.discounts.values(),
                         self._assignments, self._domains)

    def cuts(self, project_id=None):
        """Return all moments at which something begins or ends to apply.

        :param project_id: only what can matter to this project
        """
        whose = (None, project_id)
        found = {moment for each in (*self.by_id.values(),
                                     *self.discounts.values())
                 if project_id is None or each.project_id in whose
                 for moment in (each.effective_from, each.effective_until)}
        found |= {each.effective_from for of_project, plans
                  in self._plans.items() if project_id in (None, of_project)
                  for each in plans}
        return found - {None}

    def has(self, condition, start, end, project_id=None):
        """Tell whether some price that can apply is such a one.

        :param condition: takes a Price
        :param project_id: for this project; None: for any
        """
        plans = {DEFAULT_PLAN, *(each.plan for each
                                 in self._plans.get(project_id, ()))}
        return any(
            condition(price) for price in self.by_id.values()
            if price.effective_from < end and not price.is_cancelled
            and (price.effective_until is None
                 or price.effective_until > start)
            and (project_id is None or (
                price.project_id in (None, project_id)
                and price.plan in plans)))

    def pooled_lines(self):
        """Return the Lines that have a version that is not linear."""
        return {price.line for price in self.by_id.values()
                if not price.is_linear and not price.is_cancelled}

    def in_force(self, moment):
        """Return all Prices in force at a moment."""
        return [price for price in self.by_id.values()
                if price.is_in_force(moment)]

    def assigned_projects(self):
        """Return the ids of projects that were ever put on a plan."""
        return list(self._plans)

    def plan_of(self, project_id, moment):
        """Return the name of the plan that a project is on at a moment."""
        plans = self._plans.get(project_id, ())
        number = bisect.bisect_right(
            plans, moment, key=lambda each: each.effective_from)
        return plans[number - 1].plan if number else DEFAULT_PLAN

    def candidates(self, meter, project_id, traits, moment):
        """Return the Prices that could apply, the one that does first."""
        domain_id = self._domains.get(project_id)
        plan = self.plan_of(project_id, moment)
        wanted = Line(plan, meter, project_id, domain_id, *traits_of(traits))
        found = [price for whose in (project_id, None)
                 for price in self._by_meter.get((plan, meter, whose), ())
                 if price.is_in_force(moment) and _is_for(price, wanted)]
        return sorted(found, key=_specificity, reverse=True)

    def price_for(self, meter, project_id, traits, moment):
        """Return the Price that applies, or None."""
        return next(iter(self.candidates(meter, project_id, traits, moment)),
                    None)

    def discount_for(self, meter, project_id, moment):
        """Return the Discount that applies, or None.

        One for the project wins over one for its plan, and of two for the
        same one for the meter alone; discounts do not add up.
        """
        plan = self.plan_of(project_id, moment)
        found = [each for whose in ((project_id, None), (None, plan))
                 for each in self._discounts_by.get(whose, ())
                 if each.is_in_force(moment) and each.meter in (None, meter)]
        return max(found, key=lambda each: (
            each.project_id is not None, each.meter is not None,
            each.effective_from, each.created_at, each.id), default=None)


def traits_of(traits):
    """Return Traits in the order of a Line."""
    return traits.flavor, traits.volume_type, traits.availability_zone


def _is_for(price, wanted):
    return all(getattr(price, name) in (None, getattr(wanted, name))
               for name in PRECEDENCE)


def _specificity(price):
    return (*(getattr(price, name) is not None for name in PRECEDENCE),
            price.effective_from, price.created_at, price.id)
