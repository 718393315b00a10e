# SPDX-License-Identifier: Apache-2.0
"""What a budget is, and which ones can be set; pure."""

import datetime
import decimal
import typing

from billing_ledger import currency as currencies
from billing_ledger import exception
from billing_ledger import text
from billing_ledger import times
from billing_ledger.facts import fields
from billing_ledger.statements import terms as checks

NOTIFY = 'notify'
STOP = 'stop'
SHELVE = 'shelve'
ACTIONS = (NOTIFY, STOP, SHELVE)
DAY_SECONDS = 86_400
LONGEST_GRACE = 31 * DAY_SECONDS
LARGEST_PERCENT = 1000
MOST_THRESHOLDS = 20
DEFAULT_THRESHOLDS = (50, 80, 100)


class Terms(typing.NamedTuple):
    """A budget as an operator wishes it; percentages are whole numbers."""

    amount: decimal.Decimal           # a calendar month
    currency: str
    thresholds: tuple = DEFAULT_THRESHOLDS
    forecast_thresholds: tuple = ()
    action: str = NOTIFY
    grace_seconds: int = DAY_SECONDS

    def in_order(self):
        """Return the same with thresholds in order, and all decimals."""
        return self._replace(
            amount=currencies.rounded(self.amount, self.currency),
            thresholds=_ascending(self.thresholds),
            forecast_thresholds=_ascending(self.forecast_thresholds))


class Budget(typing.NamedTuple):
    """The budget of a project in the books."""

    project_id: str
    amount: decimal.Decimal
    currency: str
    thresholds: tuple                 # of ints, ascending
    forecast_thresholds: tuple        # the same, of what is expected
    action: str
    grace_seconds: int
    changed_at: datetime.datetime
    changed_by: str | None

    def as_dict(self):
        """Return the budget for JSON."""
        return self._asdict() | {
            'amount': text.of_amount(self.amount),
            'thresholds': list(self.thresholds),
            'forecast_thresholds': list(self.forecast_thresholds),
            'changed_at': times.to_text(self.changed_at)}


class Threshold(typing.NamedTuple):
    """A part of a budget that somebody wants to be told of."""

    percent: int
    of_forecast: bool = False


class Standing(typing.NamedTuple):
    """What has come of a budget in a month."""

    told: frozenset = frozenset()     # of Thresholds
    action: str | None = None         # the one announced
    due_at: datetime.datetime | None = None


class Entry(typing.NamedTuple):
    """A budget with its Standing in the current month."""

    budget: Budget
    standing: Standing

    def as_dict(self):
        """Return the budget for JSON, with the time of its action."""
        return self.budget.as_dict() | {
            'action_due_at': times.to_text(self.standing.due_at)}


def check(project_id, terms):
    """Refuse with InvalidBudget what cannot be a budget."""
    refuse = exception.InvalidBudget
    checks.check_text(refuse, project_id, 'project_id', fields.ID_LENGTH)
    checks.check_currency(refuse, terms.currency)
    checks.check_amount(refuse, terms.amount, 'amount', terms.currency)
    _check_thresholds(terms.thresholds, 'thresholds')
    _check_thresholds(terms.forecast_thresholds, 'forecast_thresholds')
    if terms.action not in ACTIONS:
        raise refuse(reason=f'action is one of {", ".join(ACTIONS)}, '
                            f'not {terms.action!r:.40}.')
    if not _is_within(terms.grace_seconds, 0, LONGEST_GRACE):
        raise refuse(reason='grace_seconds must be a whole number from 0 to '
                            f'{LONGEST_GRACE}.')


def _ascending(percents):
    return tuple(sorted(set(percents)))


def _check_thresholds(percents, name):
    if len(percents) > MOST_THRESHOLDS:
        raise exception.InvalidBudget(
            reason=f'{name} has more than {MOST_THRESHOLDS} percentages.')
    if not all(_is_within(each, 1, LARGEST_PERCENT) for each in percents):
        raise exception.InvalidBudget(
            reason=f'{name} must be whole percentages from 1 to '
                   f'{LARGEST_PERCENT}.')


def _is_within(value, least, most):
    return type(value) is int and least <= value <= most
