# SPDX-License-Identifier: Apache-2.0
"""What people are told about a budget; pure."""

from billing_ledger import currency as currencies
from billing_ledger import text
from billing_ledger import times
from billing_ledger.budgets import budget as budgets
from billing_ledger.notify.notice import PROJECT
from billing_ledger.notify.notice import Notice

THRESHOLD = 'budget.threshold'
FORECAST = 'budget.forecast'
ANNOUNCED = 'budget.action_announced'
CALLED_OFF = 'budget.action_called_off'
_DONE = {budgets.STOP: 'stopped', budgets.SHELVE: 'shelved'}


def crossed(budget, month, threshold, spent, forecast):
    """Return the Notice of a threshold that was reached.

    :param month: such as 2026-11
    :param spent: Decimal
    :param forecast: Decimal; None where the threshold is not one of it
    """
    percent = f'{threshold.percent}%'
    if threshold.of_forecast:
        kind, amount, verb = FORECAST, forecast, 'is expected to cost'
        title = f'{percent} of the budget for {month} will be needed'
    else:
        kind, amount, verb = THRESHOLD, spent, 'has cost'
        title = f'{percent} of the budget for {month} are used'
    shown = _shown(amount, budget)
    return _notice(
        budget, kind, f'{month}/{percent}', title,
        f'Project {budget.project_id} {verb} {shown} of {_limit(budget)} in '
        f'{month}.',
        month=month, threshold=str(threshold.percent), amount=shown)


def announced(budget, month, standing, spent):
    """Return the Notice of an action and its time."""
    at = times.to_text(standing.due_at)
    done, shown = _DONE[standing.action], _shown(spent, budget)
    return _notice(
        budget, ANNOUNCED, f'{month}/{at}',
        f'The budget for {month} is exceeded: instances are to be {done}',
        f'Project {budget.project_id} has cost {shown} of {_limit(budget)} in '
        f'{month}. Its active instances are to be {done} at {at}, unless the '
        'budget is raised or the month ends before.',
        month=month, action=standing.action, due_at=at, amount=shown)


def called_off(budget, month, standing):
    """Return the Notice that an announced action is not wanted any more."""
    at = times.to_text(standing.due_at)
    done = _DONE[standing.action]
    return _notice(
        budget, CALLED_OFF, f'{month}/{at}',
        f'Instances are no longer to be {done}',
        f'That instances of project {budget.project_id} are to be {done} '
        f'from {at} on is called off. Those that are {done} already stay so '
        'until somebody starts them.',
        month=month, action=standing.action, due_at=at)


def _notice(budget, kind, period, title, words, **data):
    return Notice(kind, PROJECT, budget.project_id, period, title, words,
                  data | {'budget': text.of_amount(budget.amount),
                          'currency': budget.currency})


def _shown(amount, budget):
    return text.of_amount(currencies.rounded(amount, budget.currency))


def _limit(budget):
    return f'{text.of_amount(budget.amount)} {budget.currency}'
