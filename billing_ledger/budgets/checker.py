# SPDX-License-Identifier: Apache-2.0
"""Hold a budget against the charges of the month, and tell what follows."""

import decimal
import typing

from billing_ledger import text
from billing_ledger.budgets import book
from billing_ledger.budgets import decision
from billing_ledger.budgets import notices
from billing_ledger.db import budgets as stored
from billing_ledger.db import engine
from billing_ledger.report import Query

_NOTHING = decimal.Decimal(0)


class Checked(typing.NamedTuple):
    """What came of a check; amounts are in the budget's currency."""

    project_id: str
    month: str
    spent: decimal.Decimal
    forecast: decimal.Decimal | None     # where the budget asks for it
    notices: int                         # that were new
    order: book.Order | None             # an action that is due

    def as_dict(self):
        """Return it for JSON."""
        return {
            'project_id': self.project_id, 'month': self.month,
            'spent': text.of_amount(self.spent),
            'forecast': text.of_amount(self.forecast),
            'notices': self.notices,
            'due_action': self.order and self.order.standing.action}


class Checker:
    """Checks the budgets of a Ledger.

    :param books: the Ledger
    """

    def __init__(self, books):
        self._books = books

    def check(self, project_id):
        """Tell whoever has to be told, once; several processes may do so.

        :returns: Checked; None where the project has no budget any more
        """
        month = self._books.budgets.this_month()
        entries = self._books.budgets.list(project_id)
        if not entries:
            return None
        budget = entries[0].budget
        return self._settle(budget, month, self._spent(budget),
                            self._forecast(budget))

    def _spent(self, budget):
        books = self._books
        totals = books.charges(Query(
            books.this_month(), books.now(), budget.project_id,
            group_by=('project',))).totals
        return totals.get(budget.currency, _NOTHING)

    def _forecast(self, budget):
        if not budget.forecast_thresholds:
            return None
        return next((
            each.expected for each
            in self._books.forecast(budget.project_id)
            if each.currency == budget.currency), None)

    @engine.retry_on_conflict
    def _settle(self, measured, month, spent, forecast):
        """Decide, and store what was decided with its notices."""
        project_id = measured.project_id
        with self._books.database.writing() as connection:
            stored.lock(connection, project_id)
            budget = stored.get(connection, project_id)
            if budget is None or budget.currency != measured.currency:
                return None              # the next check knows better
            already = stored.standing(connection, project_id, month)
            found = decision.decide(budget, spent, forecast, already,
                                    self._books.now())
            told = _told(budget, month, found, already, spent, forecast)
            count = sum(self._books.outbox.put(connection, each)
                        for each in told)
            if found.standing != already:
                stored.keep(connection, project_id, month, found.standing)
        order = (book.Order(budget, found.standing)
                 if found.step == decision.ACT else None)
        return Checked(project_id, month, spent, forecast, count, order)


def _told(budget, month, found, already, spent, forecast):
    """Return the Notices of a decision."""
    told = [notices.crossed(budget, month, each, spent, forecast)
            for each in found.crossed]
    if found.step == decision.ANNOUNCE:
        told.append(notices.announced(budget, month, found.standing, spent))
    if found.step == decision.CALL_OFF:
        told.append(notices.called_off(budget, month, already))
    return told
