# SPDX-License-Identifier: Apache-2.0
"""Budgets as stored, and what has come of them in each month."""

import json

import sqlalchemy as sa

from billing_ledger.budgets.budget import Budget
from billing_ledger.budgets.budget import Standing
from billing_ledger.budgets.budget import Threshold
from billing_ledger.db import budget_tables as tables

_budget = tables.budget.c
_COLUMNS = [_budget[name] for name in Budget._fields]
_month = tables.budget_month.c
_LISTS = ('thresholds', 'forecast_thresholds')


def lock(connection, project_id):
    """Keep others from a project's budget until the transaction ends."""
    connection.execute(sa.update(tables.budget).where(
        _budget.project_id == project_id).values(
        changes=_budget.changes + 1))


def get(connection, project_id):
    """Return the Budget of a project, or None."""
    row = connection.execute(sa.select(*_COLUMNS).where(
        _budget.project_id == project_id)).one_or_none()
    return row and _to_budget(row)


def read(connection, project_id=None):
    """Return Budgets by project.

    :param project_id: of this project alone
    """
    query = sa.select(*_COLUMNS).order_by(_budget.project_id)
    if project_id is not None:
        query = query.where(_budget.project_id == project_id)
    return [_to_budget(row) for row in connection.execute(query)]


def add(connection, budget):
    """Store the first Budget of a project."""
    connection.execute(sa.insert(tables.budget).values(
        _to_row(budget) | {'changes': 0}))


def change(connection, budget):
    """Store a Budget in the place of the project's former one."""
    connection.execute(sa.update(tables.budget).where(
        _budget.project_id == budget.project_id).values(_to_row(budget)))


def remove(connection, project_id):
    """Forget a project's Budget and what has come of it."""
    for table in (tables.budget, tables.budget_month):
        connection.execute(sa.delete(table).where(
            table.c.project_id == project_id))


def standing(connection, project_id, month):
    """Return the Standing of a project in a month such as 2026-11."""
    return standings(connection, month, project_id).get(project_id,
                                                        Standing())


def standings(connection, month, project_id=None):
    """Return the Standings in a month by project."""
    query = sa.select(_month.project_id, _month.told, _month.action,
                      _month.due_at).where(_month.month == month)
    if project_id is not None:
        query = query.where(_month.project_id == project_id)
    return {row.project_id: Standing(
        frozenset(Threshold(*each) for each in json.loads(row.told)),
        row.action, row.due_at) for row in connection.execute(query)}


def keep(connection, project_id, month, standing):
    """Store a Standing in the place of the former one."""
    connection.execute(sa.delete(tables.budget_month).where(
        _month.project_id == project_id, _month.month == month))
    connection.execute(sa.insert(tables.budget_month).values(
        project_id=project_id, month=month,
        told=json.dumps(sorted(standing.told)), action=standing.action,
        due_at=standing.due_at))


def _to_budget(row):
    budget = Budget(*row)
    return budget._replace(**{
        name: tuple(json.loads(getattr(budget, name))) for name in _LISTS})


def _to_row(budget):
    return budget._asdict() | {
        name: json.dumps(getattr(budget, name)) for name in _LISTS}
