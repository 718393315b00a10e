# SPDX-License-Identifier: Apache-2.0
"""Set and remove budgets, and note what was done because of them."""

import typing

from billing_ledger import exception
from billing_ledger.budgets import budget as budgets
from billing_ledger.budgets import notices
from billing_ledger.db import audit
from billing_ledger.db import budgets as stored
from billing_ledger.db import engine

KIND = 'budget'
REMOVED = 'removed'
INSTANCE_KIND = 'instance'


class Order(typing.NamedTuple):
    """That an announced action is due: its grace is over."""

    budget: budgets.Budget
    standing: budgets.Standing


class Budgets:
    """The budgets in a database.

    :param database: engine.Database
    :param outbox: outbox.Outbox
    :param tz: the time zone of months
    :param now: returns the present moment
    """

    def __init__(self, database, outbox, tz, now):
        self._database = database
        self._outbox = outbox
        self._tz = tz
        self._now = now

    def this_month(self):
        """Return the current month of bills, such as 2026-11."""
        return f'{self._now().astimezone(self._tz):%Y-%m}'

    def list(self, project_id=None):
        """Return Entries by project.

        :param project_id: of this project alone
        """
        with self._database.reading() as connection:
            standings = stored.standings(connection, self.this_month(),
                                         project_id)
            return [budgets.Entry(each, standings.get(
                each.project_id, budgets.Standing()))
                for each in stored.read(connection, project_id)]

    def get(self, project_id):
        """Return the Entry of a project.

        :raises BudgetNotFound: it has no budget
        """
        with self._database.reading() as connection:
            return self._entry(connection, project_id)

    @engine.retry_on_conflict
    def set(self, project_id, terms, by=audit.NOBODY):
        """Set a project's budget, in the place of a former one.

        :param terms: budget.Terms
        :param by: the Actor who wishes it
        :returns: its Entry
        :raises InvalidBudget: it cannot be one
        """
        budgets.check(project_id, terms)
        with self._database.writing() as connection:
            stored.lock(connection, project_id)
            return self._replace(connection, project_id, terms, by)

    def _replace(self, connection, project_id, terms, by):
        now, before = self._now(), stored.get(connection, project_id)
        budget = budgets.Budget(
            project_id=project_id, changed_at=now, changed_by=by.user_id,
            **terms.in_order()._asdict())
        (stored.change if before else stored.add)(connection, budget)
        audit.add(connection, now, by,
                  audit.CHANGED if before else audit.CREATED, KIND,
                  project_id, before and before.as_dict(), budget.as_dict())
        return self._entry(connection, project_id)

    @engine.retry_on_conflict
    def remove(self, project_id, by=audit.NOBODY):
        """Remove a project's budget, and call off what it has announced.

        :returns: the Entry that it had
        :raises BudgetNotFound: it has no budget
        """
        with self._database.writing() as connection:
            stored.lock(connection, project_id)
            entry = self._entry(connection, project_id)
            if entry.standing.due_at:
                self._outbox.put(connection, notices.called_off(
                    entry.budget, self.this_month(), entry.standing))
            stored.remove(connection, project_id)
            audit.add(connection, self._now(), by, REMOVED, KIND, project_id,
                      entry.budget.as_dict(), None)
        return entry

    def stands(self, order):
        """Tell whether nothing has been changed since an Order was given."""
        entries = self.list(order.budget.project_id)
        return any(entry.budget == order.budget
                   and entry.standing.due_at == order.standing.due_at
                   for entry in entries)

    @engine.retry_on_conflict
    def note_done(self, order, instance_id):
        """Leave an audit record of what was done to an instance."""
        action = order.standing.action
        with self._database.writing() as connection:
            audit.add(connection, self._now(), audit.NOBODY, action,
                      INSTANCE_KIND, instance_id, None,
                      {'budget': order.budget.as_dict()})

    def _entry(self, connection, project_id):
        budget = stored.get(connection, project_id)
        if budget is None:
            raise exception.BudgetNotFound(project_id=project_id)
        return budgets.Entry(budget, stored.standing(
            connection, project_id, self.this_month()))
