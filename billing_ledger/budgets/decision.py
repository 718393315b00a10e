# SPDX-License-Identifier: Apache-2.0
"""What follows from what a project has spent of its budget; pure."""

import datetime
import typing

from billing_ledger.budgets import budget as budgets

ANNOUNCE = 'announce'
CALL_OFF = 'call off'
ACT = 'act'


class Decision(typing.NamedTuple):
    """Whom to tell what, and what to keep in mind."""

    crossed: tuple                # of Thresholds that nobody was told of
    step: str | None              # ANNOUNCE, CALL_OFF, ACT
    standing: budgets.Standing    # from now on


def decide(budget, spent, forecast, already, now):
    """Return the Decision about a budget.

    A threshold is crossed when it is reached; the limit is the amount itself
    and is passed by more than that.

    :param spent: Decimal of the month so far, in the budget's currency
    :param forecast: Decimal expected of the whole month; None: unknown
    :param already: the Standing in this month
    """
    crossed = tuple(
        each for each in _thresholds(budget) if each not in already.told
        and _is_reached(each, budget, forecast if each.of_forecast else spent))
    told = already.told | set(crossed)
    step = _step(budget, spent, already, now)
    if step == ANNOUNCE:
        grace = datetime.timedelta(seconds=budget.grace_seconds)
        standing = budgets.Standing(told, budget.action, now + grace)
    elif step == CALL_OFF:
        standing = budgets.Standing(told)
    else:
        standing = already._replace(told=told)
    return Decision(crossed, step, standing)


def _thresholds(budget):
    return [*map(budgets.Threshold, budget.thresholds),
            *(budgets.Threshold(percent, of_forecast=True)
              for percent in budget.forecast_thresholds)]


def _is_reached(threshold, budget, amount):
    return (amount is not None
            and amount * 100 >= threshold.percent * budget.amount)


def _step(budget, spent, already, now):
    if budget.action == budgets.NOTIFY or spent <= budget.amount:
        return CALL_OFF if already.due_at else None
    if already.action != budget.action:
        return ANNOUNCE
    # Who set a longer grace since then means it.
    due_at = max(already.due_at, budget.changed_at + datetime.timedelta(
        seconds=budget.grace_seconds))
    return ACT if now >= due_at else None
