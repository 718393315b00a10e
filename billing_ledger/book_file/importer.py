# SPDX-License-Identifier: Apache-2.0
"""Make the price book what a file says, from a full hour on, or not at all.

What is the same stays untouched, what differs gets a new version, and what
the file does not have ends.
"""

import typing

from billing_ledger import exception
from billing_ledger import full_hours
from billing_ledger.book_file import reader
from billing_ledger.db import audit
from billing_ledger.db import discounts
from billing_ledger.db import engine
from billing_ledger.db import prices
from billing_ledger.rating import price as terms
from billing_ledger.rating.book import Assignment
from billing_ledger.rating.book import PriceBook
from billing_ledger.rating.price import DEFAULT_PLAN


class Changes(typing.NamedTuple):
    """What an import changes: prices, discounts and plans of projects."""

    new_prices: list
    ended_prices: list
    new_discounts: list
    ended_discounts: list
    assignments: list

    def counts(self):
        """Return how many of each, by name."""
        return {name: len(each) for name, each in self._asdict().items()}


class Importer:
    """Imports price books.

    :param database: engine.Database
    :param tz: the time zone at whose full hours prices change
    :param now: returns the present moment
    :param price_list: the PriceList
    :param discount_list: the DiscountList
    :param currency: of plans that name none
    """

    def __init__(self, database, tz, now, price_list, discount_list,
                 currency):
        self._database = database
        self._now = now
        self._hours = full_hours.FullHours(tz, now)
        self._prices = price_list
        self._discounts = discount_list
        self._currency = currency

    @engine.retry_on_conflict
    def apply(self, text, effective_from=None, by=audit.NOBODY,
              dry_run=False, allow_past=False):
        """Put a price book into force.

        :param text: YAML
        :param effective_from: a full hour (default: the next one)
        :param dry_run: whether to say only what would change
        :param allow_past: whether it may begin in the past, as long as this
                           takes nothing from prices that were in force
        :returns: Changes
        :raises InvalidBook: names line and field; nothing is changed
        :raises InvalidPrice: effective_from is no full hour, or past
        :raises PriceConflict: it would change what was charged before
        """
        start = effective_from or self._hours.next()
        self._hours.check_start(start, 'price book', allow_past)
        wanted = reader.read(text, self._currency, start)
        if dry_run:
            with self._database.reading() as connection:
                return _changes(connection, wanted, start)
        with self._database.writing() as connection:
            prices.lock(connection)
            changes = _changes(connection, wanted, start)
            if start < self._now():
                _check_past(changes)
            self._store(connection, changes, start, by)
        return changes

    def _store(self, connection, changes, start, by):
        for price in changes.ended_prices:
            self._prices.finish(connection, price.id, start, by)
        for discount in changes.ended_discounts:
            self._discounts.finish(connection, discount.id, start, by)
        for new in changes.new_prices:
            self._prices.add(connection, new, by)
        for new in changes.new_discounts:
            self._discounts.add(connection, new, by)
        for new in changes.assignments:
            self._discounts.place(connection, new, by)


def _check_past(changes):
    """Raise PriceConflict, unless a book of the past only adds prices."""
    if changes._replace(new_prices=[]) != Changes([], [], [], [], []):
        raise exception.PriceConflict(
            reason='A book that begins in the past can only add prices where '
                   'none was in force: what was charged stays.')


def _changes(connection, wanted, start):
    return Changes(
        *_differences(wanted.prices, prices.read(connection), start,
                      terms.same_terms),
        *_differences(wanted.discounts, discounts.read(connection), start,
                      lambda new, old: new.percent == old.percent),
        _moves(connection, wanted.assignments, start))


def _differences(wanted, known, start, is_same):
    """Return (what is new, what ends); what was to begin later ends, too."""
    in_force = {each.line: each for each in known if each.is_in_force(start)}
    later = [each for each in known
             if each.effective_from > start and not each.is_cancelled]
    new = [each for each in wanted
           if each.line not in in_force
           or in_force[each.line].effective_until is not None
           or not is_same(each, in_force[each.line])]
    lines = {each.line for each in wanted}
    # One that would begin at the same moment has to go first.
    replaced = {each.line for each in new}
    return new, later + [each for line, each in in_force.items()
                         if line not in lines
                         or line in replaced and each.effective_from == start]


def _moves(connection, wanted, start):
    """Return the Assignments that differ, those back to default, too."""
    known = discounts.assignments(connection)
    book = PriceBook((), assignments=known)
    named = {each.project_id: each.plan for each in wanted}
    return [Assignment(project_id, named.get(project_id, DEFAULT_PLAN), start)
            for project_id in sorted({*named, *book.assigned_projects()})
            if book.plan_of(project_id, start) != named.get(project_id,
                                                            DEFAULT_PLAN)]
