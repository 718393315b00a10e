# SPDX-License-Identifier: Apache-2.0
"""Who may read discounts and plans, and who may give them."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:discounts:list'
CREATE = 'billing:discounts:create'
END = 'billing:discounts:end'
LIST_PLANS = 'billing:plans:list'
ASSIGN_PLAN = 'billing:plans:assign'

RULES = [
    policy.DocumentedRuleDefault(
        name=LIST,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List the discounts that can apply to a project.',
        operations=[{'method': 'GET', 'path': '/v1/discounts'}]),
    policy.DocumentedRuleDefault(
        name=CREATE,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Give a discount.',
        operations=[{'method': 'POST', 'path': '/v1/discounts'}]),
    policy.DocumentedRuleDefault(
        name=END,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='End a discount.',
        operations=[{'method': 'PATCH',
                     'path': '/v1/discounts/{discount_id}'}]),
    policy.DocumentedRuleDefault(
        name=LIST_PLANS,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List the plans that a project is on.',
        operations=[{'method': 'GET', 'path': '/v1/plans'}]),
    policy.DocumentedRuleDefault(
        name=ASSIGN_PLAN,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Put a project on a plan.',
        operations=[{'method': 'POST', 'path': '/v1/plans'}]),
]
