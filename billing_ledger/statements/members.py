# SPDX-License-Identifier: Apache-2.0
"""Which account a project belongs to in a month, by pure computation."""

import collections


class Members:
    """Says who pays for whom.

    :param memberships: account.Memberships, by project and month
    :param others: ids of projects that may be without one
    """

    def __init__(self, memberships, others=()):
        self._by_project = collections.defaultdict(list)
        for membership in memberships:
            self._by_project[membership.project_id].append(membership)
        self._projects = {*self._by_project, *others}

    def account_of(self, project_id, month):
        """Return the id of the account that pays for a project in a month.

        It is the project's own id where it belongs to no account.
        """
        current = None
        for membership in self._by_project.get(project_id, ()):
            if membership.from_month <= str(month):
                current = membership.account_id
        return current or project_id

    def projects_of(self, account_id, month):
        """Return the ids of the projects that an account pays for, sorted."""
        return sorted(each for each in self._projects
                      if self.account_of(each, month) == account_id)
