# SPDX-License-Identifier: Apache-2.0
"""Which account a project belongs to in a month, by pure computation."""

import collections


class Members:
    """Says who pays for whom.

    :param memberships: account.Memberships, by project and month
    """

    def __init__(self, memberships):
        self._by_project = collections.defaultdict(list)
        for membership in memberships:
            self._by_project[membership.project_id].append(membership)
        self._accounts = {each.account_id for each in memberships}

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
        known = set(self._by_project)
        if account_id not in self._accounts:
            known.add(account_id)       # a project that may pay for itself
        return sorted(each for each in known
                      if self.account_of(each, month) == account_id)
