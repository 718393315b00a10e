# SPDX-License-Identifier: Apache-2.0
"""Who may read prices, and who may change them."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:prices:list'
CREATE = 'billing:prices:create'
END = 'billing:prices:end'

RULES = [
    policy.DocumentedRuleDefault(
        name=LIST,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List the prices that can apply to a project.',
        operations=[{'method': 'GET', 'path': '/v1/prices'}]),
    policy.DocumentedRuleDefault(
        name=CREATE,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Set a new price.',
        operations=[{'method': 'POST', 'path': '/v1/prices'}]),
    policy.DocumentedRuleDefault(
        name=END,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='End a price from a full hour on.',
        operations=[{'method': 'PATCH', 'path': '/v1/prices/{price_id}'}]),
]
