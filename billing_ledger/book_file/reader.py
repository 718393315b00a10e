# SPDX-License-Identifier: Apache-2.0
"""Read a price book from YAML, saying of every fault its line and field."""

import contextlib
import typing

from billing_ledger import exception
from billing_ledger.book_file import lines
from billing_ledger.rating import terms
from billing_ledger.rating import wish
from billing_ledger.rating.book import Assignment

VERSION = '1'
_PRICE_FIELDS = tuple(name for name in wish.PRICE_FIELDS
                      if name not in ('plan', 'currency'))
_PLAN_FIELDS = ('currency', 'prices', 'discounts')
_PLAN_DISCOUNT_FIELDS = ('percent', 'meter', 'reason')
_PROJECT_FIELDS = ('plan', 'discounts')
_FIELDS = ('version', 'plans', 'projects')


class Book(typing.NamedTuple):
    """What shall be in force from a moment on."""

    prices: list             # NewPrice
    discounts: list          # NewDiscount
    assignments: list        # Assignment


def read(text, currency, effective_from):
    """Return the Book that a YAML text describes.

    :param currency: of plans that name none
    :raises InvalidBook: names line and field
    """
    reader = _Reader(currency, effective_from)
    reader.read(lines.read(text))
    return reader.book


class _Reader:

    def __init__(self, currency, effective_from):
        self._currency = currency
        self._from = effective_from
        self._seen = {}
        self.book = Book([], [], [])

    def read(self, value):
        fields = _mapping(value, 'file', _FIELDS)
        version = fields.get('version')
        if version is None or version.data != VERSION:
            raise (version or value).error(
                'version', f'it must be {VERSION}, the one known here')
        plans = _mapping(fields.get('plans', value._replace(data={})),
                         'plans')
        for name, plan in plans.items():
            self._read_plan(name, plan)
        for project_id, project in _mapping(
                fields.get('projects', value._replace(data={})),
                'projects').items():
            self._read_project(project_id, project, plans)

    def _read_plan(self, name, value):
        path = f'plans.{name}'
        with _at(value, path):
            terms.check_plan(name)
        fields = _mapping(value, path, _PLAN_FIELDS)
        currency = self._currency
        if fields.get('currency') is not None:
            currency = _text(fields['currency'], f'{path}.currency')
        for place, price in enumerate(_list(fields, 'prices', path)):
            self._read_price(name, currency, price, f'{path}.prices[{place}]')
        for place, each in enumerate(_list(fields, 'discounts', path)):
            self._read_discount(each, f'{path}.discounts[{place}]',
                                plan=name)

    def _read_price(self, plan, currency, value, path):
        fields = _mapping(value, path, _PRICE_FIELDS)
        data = {name: _plain(each, f'{path}.{name}')
                for name, each in fields.items() if name != 'tiers'}
        data['tiers'] = [
            _plain_mapping(tier, f'{path}.tiers[{place}]', wish.TIER_FIELDS)
            for place, tier in enumerate(_list(fields, 'tiers', path))]
        with _at(value, path):
            new = wish.price(data | {'plan': plan}, currency, self._from)
            terms.check_price(new)
        self._refuse_twice(new.line, value, path)
        self.book.prices.append(new)

    def _read_discount(self, value, path, **whom):
        data = _plain_mapping(value, path, _PLAN_DISCOUNT_FIELDS)
        with _at(value, path):
            new = wish.discount(data | whom, self._from)
            terms.check_discount(new)
        self._refuse_twice((new.plan, new.project_id, new.meter), value, path)
        self.book.discounts.append(new)

    def _read_project(self, project_id, value, plans):
        path = f'projects.{project_id:.80}'
        with _at(value, path):
            terms.check_project(project_id)
        fields = _mapping(value, path, _PROJECT_FIELDS)
        plan = fields.get('plan')
        if plan is not None:
            if _text(plan, f'{path}.plan') not in plans:
                raise plan.error(f'{path}.plan',
                                 f'there is no plan {plan.data!r:.80} in '
                                 'this file')
            self.book.assignments.append(
                Assignment(project_id, plan.data, self._from))
        for place, each in enumerate(_list(fields, 'discounts', path)):
            self._read_discount(each, f'{path}.discounts[{place}]',
                                project_id=project_id)

    def _refuse_twice(self, what, value, path):
        if what in self._seen:
            raise value.error(path, 'it is for the same as the one in line '
                                    f'{self._seen[what]}')
        self._seen[what] = value.line


@contextlib.contextmanager
def _at(value, path):
    """Say of an error where it is: at the field it is of, if that is there."""
    try:
        yield
    except exception.InvalidPrice as error:
        field = error.fields.get('field') or ()
        for step in (field,) if isinstance(field, str) else field:
            path += f'[{step}]' if isinstance(step, int) else f'.{step}'
            value = _inside(value, step)
        raise value.error(path, str(error).rstrip('.')) from None


def _inside(value, step):
    """Return the part of a Value, or itself where there is no such part."""
    try:
        return value.data[step]
    except (KeyError, IndexError, TypeError):
        return value


def _mapping(value, path, known=None):
    """Return the fields of a mapping, none of them unknown."""
    if not isinstance(value.data, dict):
        raise value.error(path, 'it must be a mapping')
    for name, each in value.data.items():
        if known is not None and name not in known:
            raise each.error(f'{path}.{name}',
                             f'there is no such field; known are '
                             f'{", ".join(known)}')
    return value.data


def _plain_mapping(value, path, known):
    return {name: _plain(each, f'{path}.{name}')
            for name, each in _mapping(value, path, known).items()}


def _list(fields, name, path):
    value = fields.get(name)
    if value is None or value.data is None:
        return []
    if not isinstance(value.data, list):
        raise value.error(f'{path}.{name}', 'it must be a list')
    return value.data


def _plain(value, path):
    if value.data is not None and not isinstance(value.data, str):
        raise value.error(path, 'it must be a text or a number')
    return value.data


def _text(value, path):
    if not isinstance(value.data, str):
        raise value.error(path, 'it must be a text')
    return value.data
