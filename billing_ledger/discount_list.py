# SPDX-License-Identifier: Apache-2.0
"""Give discounts and put projects on plans, from a full hour on."""

import uuid

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.db import audit
from billing_ledger.db import discounts as stored
from billing_ledger.db import engine
from billing_ledger.db import prices
from billing_ledger.full_hours import FullHours
from billing_ledger.rating import terms
from billing_ledger.rating.discount import Discount
from billing_ledger.rating.price import DEFAULT_PLAN

KIND = 'discount'
PLAN_KIND = 'plan'


class DiscountList:
    """The discounts in a database, and the plans that projects are on.

    :param database: engine.Database
    :param tz: the time zone at whose full hours they change
    :param now: returns the present moment
    """

    def __init__(self, database, tz, now):
        self._database = database
        self._now = now
        self._hours = FullHours(tz, now)

    def list(self, project_id=None):
        """Return Discounts, the oldest first.

        :param project_id: only those that can apply to this project, on one
                           of the plans that it has or had or will have
        """
        with self._database.reading() as connection:
            found = stored.read(connection)
            if project_id is None:
                return found
            plans = {DEFAULT_PLAN, *(each.plan for each in stored.assignments(
                connection, project_id))}
        return [each for each in found
                if each.project_id == project_id or each.plan in plans]

    @engine.retry_on_conflict
    def create(self, new, by=audit.NOBODY, backdate=False):
        """Give a discount; it ends the one for the same that it follows.

        :param new: a NewDiscount
        :param by: the Actor who wishes it
        :param backdate: whether it may begin in the past: what was charged
                         since then changes
        :returns: the Discount
        :raises InvalidPrice: it is malformed, or begins at no full hour, or in
                              the past
        :raises PriceConflict: another one begins later, or at the same time
        """
        self.check(new, backdate)
        with self._database.writing() as connection:
            prices.lock(connection)
            return self.add(connection, new, by)

    def check(self, new, allow_past=False):
        """Raise InvalidPrice, unless a NewDiscount can begin then."""
        terms.check_discount(new)
        self._hours.check_start(new.effective_from, KIND, allow_past)

    def add(self, connection, new, by):
        """Do what create() does, in a transaction that has the lock."""
        now = self._now()
        discount = Discount(
            id=str(uuid.uuid4()), effective_until=None, created_at=now,
            created_by=by.user_id, ended_at=None, ended_by=None,
            **new._asdict())
        for rival in stored.read(connection):
            if rival.line == discount.line and not rival.is_cancelled:
                self._make_way(connection, rival, discount, by)
        stored.add(connection, discount)
        audit.add(connection, now, by, audit.CREATED, KIND, discount.id, None,
                  discount.as_dict())
        return discount

    def _make_way(self, connection, rival, discount, by):
        start = discount.effective_from
        if rival.effective_from >= start:
            raise exception.PriceConflict(
                reason=f'Discount {rival.id} for the same begins at '
                       f'{times.to_text(rival.effective_from)}; end that one '
                       'first.')
        if rival.effective_until is None or rival.effective_until > start:
            self._end(connection, rival, start, by)

    @engine.retry_on_conflict
    def end(self, discount_id, effective_until, by=audit.NOBODY):
        """Let a discount end; what it took off until then stays.

        :raises InvalidPrice: the moment is no full hour, or past
        :raises PriceConflict: it has ended before
        :raises DiscountNotFound: there is no such discount
        """
        until = self._hours.check_end(effective_until, KIND)
        with self._database.writing() as connection:
            prices.lock(connection)
            return self.finish(connection, discount_id, until, by)

    def finish(self, connection, discount_id, until, by):
        """Do what end() does, in a transaction that has the lock."""
        discount = _existing(connection, discount_id)
        if discount.effective_until and discount.effective_until <= until:
            raise exception.PriceConflict(
                reason='The discount ends before that, at '
                       f'{times.to_text(discount.effective_until)}.')
        return self._end(connection, discount,
                         max(until, discount.effective_from), by)

    def _end(self, connection, discount, until, by):
        now = self._now()
        stored.end(connection, discount.id, until, now, by.user_id)
        ended = _existing(connection, discount.id)
        audit.add(connection, now, by, audit.ENDED, KIND, discount.id,
                  discount.as_dict(), ended.as_dict())
        return ended

    def assignments(self, project_id=None):
        """Return Assignments of projects to plans, by project and time."""
        with self._database.reading() as connection:
            return stored.assignments(connection, project_id)

    @engine.retry_on_conflict
    def assign(self, new, by=audit.NOBODY, backdate=False):
        """Put a project on a plan from a full hour on.

        :param new: an Assignment
        :param backdate: whether that may be in the past: what was charged
                         since then changes
        :returns: the Assignment
        :raises InvalidPrice: no such plan, no full hour, or in the past
        """
        terms.check_project(new.project_id)
        terms.check_plan(new.plan)
        self._hours.check_start(new.effective_from, PLAN_KIND, backdate)
        with self._database.writing() as connection:
            prices.lock(connection)
            self.place(connection, new, by)
        return new

    def place(self, connection, new, by):
        """Do what assign() does, in a transaction that has the lock."""
        _check_plan_exists(connection, new.plan)
        before = [each.as_dict() for each
                  in stored.assignments(connection, new.project_id)]
        stored.assign(connection, new, self._now(), by.user_id)
        after = [each.as_dict() for each
                 in stored.assignments(connection, new.project_id)]
        audit.add(connection, self._now(), by, audit.CHANGED, PLAN_KIND,
                  new.project_id, {'plans': before}, {'plans': after})


def _check_plan_exists(connection, plan):
    known = {price.plan for price in prices.read(connection)
             if not price.is_cancelled} | {DEFAULT_PLAN}
    if plan not in known:
        raise exception.InvalidPrice(
            reason=f'There is no plan {plan}; known are '
                   f'{", ".join(sorted(known))}. A plan begins with its first '
                   'price.')


def _existing(connection, discount_id):
    found = next((each for each in stored.read(connection)
                  if each.id == discount_id), None)
    if found is None:
        raise exception.DiscountNotFound(discount_id=discount_id)
    return found
