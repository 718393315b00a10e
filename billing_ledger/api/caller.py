# SPDX-License-Identifier: Apache-2.0
"""Who calls, and what the policy lets them do."""

from oslo_context import context
from oslo_policy import policy
from werkzeug import exceptions

from billing_ledger.api import errors
from billing_ledger.db import audit
from billing_ledger.policies import base


class Caller:
    """The holder of a token, before the policy of the service."""

    def __init__(self, request_context, enforcer):
        self._context = request_context
        self._enforcer = enforcer

    @property
    def project_id(self):
        return self._context.project_id

    @property
    def user_id(self):
        return self._context.user_id

    @property
    def actor(self):
        """The Actor of the audit records."""
        return audit.Actor(self._context.user_id, self._context.request_id)

    def may(self, rule, project_id=None):
        """Tell whether a rule allows something in a project, or the own."""
        return bool(self._enforcer.authorize(
            rule, self._target(project_id), self._context))

    def require(self, rule, project_id=None):
        """Refuse with 403 what a rule does not allow."""
        try:
            self._enforcer.authorize(
                rule, self._target(project_id), self._context, do_raise=True)
        except policy.PolicyNotAuthorized:
            raise exceptions.Forbidden(
                f'Policy {rule} does not allow your roles to do this'
                f'{_place(project_id)}.') from None
        except policy.InvalidScope as error:
            raise exceptions.Forbidden(str(error)) from None

    def sees_all_projects(self):
        return self.may(base.ALL_PROJECTS)

    def visible_project(self, rule, wanted):
        """Return the project whose data to show; None stands for all.

        :param rule: the policy that guards the data
        :param wanted: the project that the caller asks for, or None
        """
        if wanted is None and self.sees_all_projects():
            return None
        if self.project_id is None:
            raise exceptions.Forbidden(
                'Your token is for no project: ask for one that is.')
        project_id = wanted or self.project_id
        self.require(rule, project_id)
        return project_id

    def _target(self, project_id):
        return {'project_id': project_id or self.project_id}


def from_environ(environ, enforcer):
    """Return the caller whom the authentication middleware vouches for."""
    if environ.get('HTTP_X_IDENTITY_STATUS') != 'Confirmed':
        raise exceptions.Unauthorized(errors.TOKEN_NEEDED)
    return Caller(context.RequestContext.from_environ(environ), enforcer)


def _place(project_id):
    return f' in project {project_id}' if project_id else ''
