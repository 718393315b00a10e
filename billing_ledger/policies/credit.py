# SPDX-License-Identifier: Apache-2.0
"""Who may see, grant and revoke credits."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:credits:list'
GRANT = 'billing:credits:grant'
REVOKE = 'billing:credits:revoke'

RULES = [
    policy.DocumentedRuleDefault(
        name=LIST,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='List credits and what is left of them.',
        operations=[{'method': 'GET', 'path': '/v1/credits'}]),
    policy.DocumentedRuleDefault(
        name=GRANT,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Grant a credit to an account.',
        operations=[{'method': 'POST', 'path': '/v1/credits'}]),
    policy.DocumentedRuleDefault(
        name=REVOKE,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Let no further statement use a credit.',
        operations=[{'method': 'PATCH', 'path': '/v1/credits/{credit_id}'}]),
]
