# SPDX-License-Identifier: Apache-2.0
"""Add and end prices, so that what was charged never changes."""

import decimal
import uuid

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.db import engine
from billing_ledger.db import prices as stored
from billing_ledger.facts import fields
from billing_ledger.metering import meters
from billing_ledger.rating.price import Price

LARGEST_PRICE = decimal.Decimal(10) ** 12
MOST_DECIMALS = 18
EVERYBODY = object()


class PriceList:
    """The prices in a database.

    :param database: engine.Database
    :param tz: the time zone whose full hours prices change at
    :param now: returns the present moment
    """

    def __init__(self, database, tz, now):
        self._database = database
        self._tz = tz
        self._now = now

    def list(self, meter=None, project_id=EVERYBODY, in_force_at=None):
        """Return Prices, by meter, for whom, and when.

        :param project_id: only prices that can apply to this project
        :param in_force_at: only prices that apply at this moment
        """
        with self._database.reading() as connection:
            found = stored.read(connection, meter)
        if project_id is not EVERYBODY:
            found = [price for price in found
                     if price.project_id in (None, project_id)]
        if in_force_at is not None:
            found = [price for price in found
                     if price.is_in_force(in_force_at)]
        return found

    def get(self, price_id):
        """Return a Price.

        :raises PriceNotFound: there is none of that id
        """
        with self._database.reading() as connection:
            return _existing(connection, price_id)

    @engine.retry_on_conflict
    def create(self, new, by=None, allow_past=False, backdate=False):
        """Put a new price into force and end the one it follows.

        :param new: a NewPrice
        :param by: id of the user who wishes it
        :param allow_past: whether it may begin in the past, as long as this
                           takes nothing from a price that was in force
        :param backdate: whether it may even do that: what was charged since
                         then changes
        :returns: the Price
        :raises InvalidPrice: it is malformed, or begins at no full hour, or in
                              the past
        :raises PriceConflict: it would change what was charged before
        """
        now = self._now()
        _check_terms(new)
        self._check_start(new, now, allow_past or backdate)
        with self._database.writing() as connection:
            stored.lock(connection)
            price = Price(id=str(uuid.uuid4()), effective_until=None,
                          created_at=now, created_by=by, ended_at=None,
                          ended_by=None, **new._asdict())
            stored.add(connection, price)
            rivals = [each for each in stored.read(connection, new.meter)
                      if _is_for_same(each, new) and each.id != price.id]
            for rival in rivals:
                self._make_way(connection, rival, price, now, backdate)
            next_start = min((each.effective_from for each in rivals
                              if each.effective_from > new.effective_from
                              and not each.is_cancelled),
                             default=None)
            if next_start is not None:
                stored.end(connection, price.id, next_start, None, None)
            return _existing(connection, price.id)

    @engine.retry_on_conflict
    def end(self, price_id, effective_until, by=None):
        """Let a price end; what it charged until then stays.

        :param effective_until: a full hour, not in the past
        :raises InvalidPrice: the moment is no full hour, or past
        :raises PriceConflict: the price has ended before
        :raises PriceNotFound: there is no such price
        """
        now = self._now()
        until = times.in_utc(effective_until, 'effective_until')
        self._check_full_hour(until, 'effective_until')
        if until < now:
            raise exception.InvalidPrice(
                reason='A price cannot end in the past; the next full hour is '
                       f'{times.to_text(self.next_full_hour())}.')
        with self._database.writing() as connection:
            stored.lock(connection)
            price = _existing(connection, price_id)
            if price.effective_until and price.effective_until <= until:
                raise exception.PriceConflict(
                    reason='The price ends before that, at '
                           f'{times.to_text(price.effective_until)}.')
            stored.end(connection, price_id,
                       max(until, price.effective_from), now, by)
            return _existing(connection, price_id)

    def next_full_hour(self):
        """Return the earliest moment from which a new price may apply."""
        return times.next_full_hour(self._now(), self._tz)

    def _make_way(self, connection, rival, price, now, backdate):
        """End a price for the same at the start of the one that follows."""
        start = price.effective_from
        if rival.is_cancelled:
            return
        if rival.effective_from == start and not backdate:
            raise exception.PriceConflict(
                reason=f'Price {rival.id} begins at the same time for the '
                       'same; end that one first.')
        if rival.effective_from > start or (
                rival.effective_until and rival.effective_until <= start):
            return
        if start < now and not backdate:
            raise exception.PriceConflict(
                reason=f'Price {rival.id} was in force at '
                       f'{times.to_text(start)}: what it charged stays. The '
                       'next full hour is '
                       f'{times.to_text(self.next_full_hour())}.')
        stored.end(connection, rival.id, start, now, price.created_by)

    def _check_start(self, new, now, allow_past):
        times.in_utc(new.effective_from, 'effective_from')
        self._check_full_hour(new.effective_from, 'effective_from')
        if new.effective_from < now and not allow_past:
            raise exception.InvalidPrice(
                reason='A price cannot begin in the past; the next full hour '
                       f'is {times.to_text(self.next_full_hour())}.')

    def _check_full_hour(self, moment, name):
        if not times.is_full_hour(moment, self._tz):
            raise exception.InvalidPrice(
                reason=f'{name} must be a full hour in {self._tz.key}, '
                       f'not {times.to_text(moment)}.')


def _existing(connection, price_id):
    price = stored.get(connection, price_id)
    if price is None:
        raise exception.PriceNotFound(price_id=price_id)
    return price


def _is_for_same(price, new):
    return (price.project_id, price.flavor) == (new.project_id, new.flavor)


def _check_terms(new):
    meter = meters.METERS.get(new.meter)
    if meter is None:
        raise exception.InvalidPrice(
            reason=f'There is no meter {new.meter!r}; known are '
                   f'{", ".join(meters.METERS)}.')
    if new.pricing_unit != meter.pricing_unit:
        raise exception.InvalidPrice(
            reason=f'{meter.name} is priced per {meter.pricing_unit}, '
                   f'not per {new.pricing_unit!r}.')
    if not (isinstance(new.currency, str) and len(new.currency) == 3
            and new.currency.isascii() and new.currency.isupper()):
        raise exception.InvalidPrice(
            reason='currency must be three capital letters (ISO 4217), '
                   f'not {new.currency!r:.20}.')
    _check_unit_price(new.unit_price)
    try:
        fields.optional_text(new._asdict(), 'flavor')
        fields.optional_text(new._asdict(), 'project_id', fields.ID_LENGTH)
    except exception.MalformedMessage as error:
        raise exception.InvalidPrice(reason=f'{error}.') from None


def _check_unit_price(unit_price):
    if not isinstance(unit_price, decimal.Decimal):
        raise exception.InvalidPrice(
            reason='unit_price must be a decimal number, '
                   f'not {type(unit_price).__name__}.')
    if not unit_price.is_finite() or not 0 <= unit_price < LARGEST_PRICE:
        raise exception.InvalidPrice(
            reason='unit_price must be at least 0 and less than 10^12.')
    if -unit_price.as_tuple().exponent > MOST_DECIMALS:
        raise exception.InvalidPrice(
            reason=f'unit_price has more than {MOST_DECIMALS} decimals.')
