# SPDX-License-Identifier: Apache-2.0
"""What Keystone says of projects, as stored."""

import typing

import sqlalchemy as sa

from billing_ledger.db import schema

_table = schema.project.c
_CHUNK = 500


class Project(typing.NamedTuple):
    """A project of the cloud."""

    id: str
    name: str
    domain_id: str


_COLUMNS = [_table[name] for name in Project._fields]


def replace(connection, projects):
    """Store Projects, each id once, in the place of what is known of them."""
    rows = [project._asdict() for project in projects]
    if rows:
        connection.execute(sa.delete(schema.project).where(
            _table.id == sa.bindparam('of_id')),
            [{'of_id': row['id']} for row in rows])
        connection.execute(sa.insert(schema.project), rows)


def read(connection):
    """Return all Projects, by name."""
    return [Project(*row) for row in connection.execute(
        sa.select(*_COLUMNS).order_by(_table.name, _table.id))]


def of_ids(connection, project_ids):
    """Return those of some Projects that are known, by their ids."""
    ids, found = sorted(project_ids), {}
    for first in range(0, len(ids), _CHUNK):
        found.update((row.id, Project(*row)) for row in connection.execute(
            sa.select(*_COLUMNS).where(
                _table.id.in_(ids[first:first + _CHUNK]))))
    return found


def domains(connection):
    """Return the domain ids of projects by their ids."""
    return dict(connection.execute(
        sa.select(_table.id, _table.domain_id)).tuples().all())


def names(connection, project_ids):
    """Return the names of those of some projects that are known, by id."""
    return {project.id: project.name for project
            in of_ids(connection, project_ids).values()}
