# SPDX-License-Identifier: Apache-2.0
"""The projects of the cloud, by name and domain, as Keystone has them.

Projects that Keystone has forgotten stay known: their bills go on.
"""

from billing_ledger import exception
from billing_ledger.db import audit
from billing_ledger.db import engine
from billing_ledger.db import projects as stored
from billing_ledger.facts import fields

KIND = 'project'


class ProjectList:
    """The projects in a database.

    :param database: engine.Database
    :param now: returns the present moment
    """

    def __init__(self, database, now):
        self._database = database
        self._now = now

    def list(self):
        """Return all Projects, by name."""
        with self._database.reading() as connection:
            return stored.read(connection)

    def get(self, project_ids):
        """Return those of some Projects that are known, by their ids."""
        with self._database.reading() as connection:
            return stored.of_ids(connection, project_ids)

    @engine.retry_on_conflict
    def store(self, projects):
        """Store Projects as Keystone has them now.

        :returns: how many were new, or had another name or domain
        """
        wanted = {project.id: project for project in projects}
        known = self.get(wanted)
        changed = [project for id_, project in sorted(wanted.items())
                   if known.get(id_) != project]
        if changed:
            with self._database.writing() as connection:
                stored.replace(connection, changed)
        return len(changed)

    @engine.retry_on_conflict
    def set(self, project, by=audit.NOBODY):
        """Store a Project that an operator names.

        :raises InvalidProject: no project can be like this
        """
        read(project._asdict())
        before = self.get([project.id]).get(project.id)
        with self._database.writing() as connection:
            stored.replace(connection, [project])
            audit.add(connection, self._now(), by,
                      audit.CHANGED if before else audit.CREATED, KIND,
                      project.id, before and before._asdict(),
                      project._asdict())


def read(data):
    """Return the Project that a mapping from outside describes.

    :param data: has id, name and domain_id
    :raises InvalidProject: no project can be like this
    """
    if not isinstance(data, dict):
        raise exception.InvalidProject(
            reason=f'a project is a mapping, not {type(data).__name__}')
    try:
        return stored.Project(
            fields.text(data, 'id', fields.ID_LENGTH),
            fields.text(data, 'name'),
            fields.text(data, 'domain_id', fields.ID_LENGTH))
    except exception.MalformedMessage as error:
        raise exception.InvalidProject(reason=error) from None
