# SPDX-License-Identifier: Apache-2.0
"""Who may see budgets, and who may set and remove them."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:budgets:list'
GET = 'billing:budgets:get'
SET = 'billing:budgets:set'
REMOVE = 'billing:budgets:remove'

_PATH = '/v1/budgets/{project_id}'


def _rule(name, check_str, description, method, path):
    return policy.DocumentedRuleDefault(
        name=name, check_str=check_str, scope_types=base.PROJECT,
        description=description,
        operations=[{'method': method, 'path': path}])


RULES = [
    _rule(LIST, base.PROJECT_READER, 'List the budget of a project.', 'GET',
          '/v1/budgets'),
    _rule(GET, base.PROJECT_READER, 'Show the budget of a project.', 'GET',
          _PATH),
    _rule(SET, base.ADMIN, 'Set the budget of a project.', 'PUT', _PATH),
    _rule(REMOVE, base.ADMIN, 'Remove the budget of a project.', 'DELETE',
          _PATH),
]
