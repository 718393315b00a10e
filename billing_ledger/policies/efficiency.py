# SPDX-License-Identifier: Apache-2.0
"""Who may read how well resources use what they have."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:efficiency:list'

RULES = [
    policy.DocumentedRuleDefault(
        name=LIST,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List what was allocated to a project and not used, and '
                    'what that cost.',
        operations=[{'method': 'GET', 'path': '/v1/efficiency'}]),
]
