# SPDX-License-Identifier: Apache-2.0
"""Discounts and plans of projects as stored: added and ended, never edited."""

import sqlalchemy as sa

from billing_ledger.db import schema
from billing_ledger.rating.book import Assignment
from billing_ledger.rating.discount import Discount

_table = schema.discount.c
_plan = schema.plan_assignment.c
_COLUMNS = [_table[name] for name in Discount._fields]


def add(connection, discount):
    """Store a Discount."""
    connection.execute(sa.insert(schema.discount).values(discount._asdict()))


def end(connection, discount_id, effective_until, ended_at, ended_by):
    """Let a discount end at a moment, and note who wished so."""
    connection.execute(sa.update(schema.discount).where(
        _table.id == discount_id).values(
        effective_until=effective_until, ended_at=ended_at,
        ended_by=ended_by))


def read(connection):
    """Return all Discounts, the oldest first."""
    return [Discount(*row) for row in connection.execute(
        sa.select(*_COLUMNS).order_by(_table.effective_from, _table.id))]


def assign(connection, assignment, created_at, created_by):
    """Put a project on a plan; the last word for a moment counts."""
    connection.execute(sa.delete(schema.plan_assignment).where(
        _plan.project_id == assignment.project_id,
        _plan.effective_from == assignment.effective_from))
    connection.execute(sa.insert(schema.plan_assignment).values(
        assignment._asdict()
        | {'created_at': created_at, 'created_by': created_by}))


def assignments(connection, project_id=None):
    """Return Assignments, by project and time."""
    statement = sa.select(
        *(_plan[name] for name in Assignment._fields)).order_by(
        _plan.project_id, _plan.effective_from)
    if project_id is not None:
        statement = statement.where(_plan.project_id == project_id)
    return [Assignment(*row) for row in connection.execute(statement)]
