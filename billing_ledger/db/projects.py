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


def replace(connection, projects):
    """Store Projects in the place of what is known of them.

    Projects that are gone stay known: their bills go on.
    """
    known = set(connection.execute(sa.select(
        _table.id, _table.name, _table.domain_id)).tuples())
    changed = [project._asdict() for project in sorted(set(projects))
               if tuple(project) not in known]
    if changed:
        connection.execute(sa.delete(schema.project).where(
            _table.id == sa.bindparam('of_id')),
            [{'of_id': row['id']} for row in changed])
        connection.execute(sa.insert(schema.project), changed)


def domains(connection):
    """Return the domain ids of projects by their ids."""
    return dict(connection.execute(
        sa.select(_table.id, _table.domain_id)).tuples().all())


def names(connection, project_ids):
    """Return the names of those of some projects that are known, by id."""
    found = {}
    for ids in _chunks(sorted(project_ids)):
        found.update(connection.execute(sa.select(
            _table.id, _table.name).where(_table.id.in_(ids))).tuples().all())
    return found


def read(connection):
    """Return all Projects that are known, by name."""
    return [Project(*row) for row in connection.execute(sa.select(
        _table.id, _table.name, _table.domain_id).order_by(
        _table.name, _table.id))]


def _chunks(ids):
    for first in range(0, len(ids), _CHUNK):
        yield ids[first:first + _CHUNK]
