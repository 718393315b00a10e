# SPDX-License-Identifier: Apache-2.0
"""Add and end prices, so that what was charged never changes."""

import uuid

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.db import audit
from billing_ledger.db import discounts
from billing_ledger.db import engine
from billing_ledger.db import prices as stored
from billing_ledger.db import projects
from billing_ledger.full_hours import FullHours
from billing_ledger.rating import terms
from billing_ledger.rating.book import PriceBook
from billing_ledger.rating.price import DEFAULT_PLAN
from billing_ledger.rating.price import Price

EVERYBODY = object()
KIND = 'price'


class PriceList:
    """The prices in a database.

    :param database: engine.Database
    :param tz: the time zone whose full hours prices change at
    :param now: returns the present moment
    """

    def __init__(self, database, tz, now):
        self._database = database
        self._now = now
        self._hours = FullHours(tz, now)
        self.next_full_hour = self._hours.next

    def list(self, meter=None, project_id=EVERYBODY, in_force_at=None):
        """Return Prices, by meter, for whom, and when.

        :param project_id: only prices that can apply to this project, on
                           one of the plans that it has or had or will have
        :param in_force_at: only prices that apply at this moment
        """
        with self._database.reading() as connection:
            found = stored.read(connection, meter)
            if project_id is not EVERYBODY:
                found = _of_project(connection, found, project_id)
        if in_force_at is not None:
            found = [price for price in found
                     if price.is_in_force(in_force_at)]
        return found

    def book(self):
        """Return the PriceBook."""
        with self._database.reading() as connection:
            return PriceBook(
                stored.read(connection), discounts.read(connection),
                discounts.assignments(connection),
                projects.domains(connection))

    def get(self, price_id):
        """Return a Price.

        :raises PriceNotFound: there is none of that id
        """
        with self._database.reading() as connection:
            return _existing(connection, price_id)

    @engine.retry_on_conflict
    def create(self, new, by=audit.NOBODY, allow_past=False, backdate=False):
        """Put a new price into force and end the version it follows.

        :param new: a NewPrice
        :param by: the Actor who wishes it
        :param allow_past: whether it may begin in the past, as long as this
                           takes nothing from a price that was in force
        :param backdate: whether it may even do that: what was charged since
                         then changes
        :returns: the Price
        :raises InvalidPrice: it is malformed, or begins at no full hour, or in
                              the past
        :raises PriceConflict: it would change what was charged before
        """
        self.check(new, allow_past or backdate)
        with self._database.writing() as connection:
            stored.lock(connection)
            return self.add(connection, new, by, backdate)

    def check(self, new, allow_past=False):
        """Raise InvalidPrice, unless a NewPrice can begin when it wishes."""
        terms.check_price(new)
        self._hours.check_start(new.effective_from, 'price', allow_past)

    def add(self, connection, new, by, backdate=False):
        """Do what create() does, in a transaction that has the lock."""
        now = self._now()
        price = Price(id=str(uuid.uuid4()), effective_until=None,
                      created_at=now, created_by=by.user_id, ended_at=None,
                      ended_by=None, **new._asdict())
        known = stored.read(connection)
        _check_currency(new, known)
        stored.add(connection, price)
        rivals = [each for each in known
                  if each.line == new.line and not each.is_cancelled]
        for rival in rivals:
            self._make_way(connection, rival, price, by, backdate)
        next_start = min((each.effective_from for each in rivals
                          if each.effective_from > new.effective_from),
                         default=None)
        if next_start is not None:
            stored.end(connection, price.id, next_start, None, None)
        price = _existing(connection, price.id)
        audit.add(connection, now, by, audit.CREATED, KIND, price.id, None,
                  price.as_dict())
        return price

    @engine.retry_on_conflict
    def end(self, price_id, effective_until, by=audit.NOBODY):
        """Let a price end; what it charged until then stays.

        :param effective_until: a full hour, not in the past
        :raises InvalidPrice: the moment is no full hour, or past
        :raises PriceConflict: the price has ended before
        :raises PriceNotFound: there is no such price
        """
        until = self._hours.check_end(effective_until, 'price')
        with self._database.writing() as connection:
            stored.lock(connection)
            return self.finish(connection, price_id, until, by)

    def finish(self, connection, price_id, until, by):
        """Do what end() does, in a transaction that has the lock."""
        price = _existing(connection, price_id)
        if price.effective_until and price.effective_until <= until:
            raise exception.PriceConflict(
                reason='The price ends before that, at '
                       f'{times.to_text(price.effective_until)}.')
        self._end(connection, price, max(until, price.effective_from), by)
        return _existing(connection, price_id)

    def _end(self, connection, price, until, by):
        now = self._now()
        stored.end(connection, price.id, until, now, by.user_id)
        audit.add(connection, now, by, audit.ENDED, KIND, price.id,
                  price.as_dict(), _existing(connection, price.id).as_dict())

    def _make_way(self, connection, rival, price, by, backdate):
        """End a version at the start of the one that follows."""
        start = price.effective_from
        if rival.effective_from == start and not backdate:
            raise exception.PriceConflict(
                reason=f'Price {rival.id} begins at the same time for the '
                       'same; end that one first.')
        if rival.effective_from > start or (
                rival.effective_until and rival.effective_until <= start):
            return
        if start < self._now() and not backdate:
            raise exception.PriceConflict(
                reason=f'Price {rival.id} was in force at '
                       f'{times.to_text(start)}: what it charged stays. The '
                       'next full hour is '
                       f'{times.to_text(self.next_full_hour())}.')
        self._end(connection, rival, start, by)


def _of_project(connection, prices, project_id):
    domain_id = projects.domains(connection).get(project_id)
    plans = {each.plan for each
             in discounts.assignments(connection, project_id)}
    return [price for price in prices
            if price.project_id in (None, project_id)
            and price.domain_id in (None, domain_id)
            and price.plan in plans | {DEFAULT_PLAN}]


def _check_currency(new, known):
    """Raise InvalidPrice where a plan would have two currencies."""
    other = next((price for price in known
                  if price.plan == new.plan and not price.is_cancelled
                  and price.currency != new.currency), None)
    if other is not None:
        raise exception.InvalidPrice(
            reason=f'The prices of plan {new.plan} are in {other.currency}, '
                   f'not in {new.currency}: a plan has one currency.')


def _existing(connection, price_id):
    price = stored.get(connection, price_id)
    if price is None:
        raise exception.PriceNotFound(price_id=price_id)
    return price
