# SPDX-License-Identifier: Apache-2.0
"""Who may see and change who pays."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:accounts:list'
GET = 'billing:accounts:get'
CREATE = 'billing:accounts:create'
UPDATE = 'billing:accounts:update'
ADD_PROJECT = 'billing:accounts:add_project'
REMOVE_PROJECT = 'billing:accounts:remove_project'

_PATH = '/v1/accounts/{account_id}'


def _rule(name, description, method, path):
    return policy.DocumentedRuleDefault(
        name=name, check_str=base.ADMIN, scope_types=base.PROJECT,
        description=description,
        operations=[{'method': method, 'path': path}])


RULES = [
    _rule(LIST, 'List the accounts.', 'GET', '/v1/accounts'),
    _rule(GET, 'Show an account.', 'GET', _PATH),
    _rule(CREATE, 'Create an account.', 'POST', '/v1/accounts'),
    _rule(UPDATE, 'Change an account.', 'PATCH', _PATH),
    _rule(ADD_PROJECT, 'Let an account pay for a project from a month on.',
          'POST', f'{_PATH}/projects'),
    _rule(REMOVE_PROJECT, 'Let a project pay for itself from a month on.',
          'DELETE', f'{_PATH}/projects/{{project_id}}'),
]
