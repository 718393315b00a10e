# SPDX-License-Identifier: Apache-2.0
"""Who may ask how charges come about, for quotes, and who changed what."""

from oslo_policy import policy

from billing_ledger.policies import base

EXPLAIN = 'billing:explanations:list'
QUOTE = 'billing:quotes:get'
AUDIT = 'billing:audit:list'

RULES = [
    policy.DocumentedRuleDefault(
        name=EXPLAIN,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='Read how charges came about.',
        operations=[{'method': 'GET', 'path': '/v1/explanations'}]),
    policy.DocumentedRuleDefault(
        name=QUOTE,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='Read what an instance would cost.',
        operations=[{'method': 'GET', 'path': '/v1/quotes'}]),
    policy.DocumentedRuleDefault(
        name=AUDIT,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Read who changed what.',
        operations=[{'method': 'GET', 'path': '/v1/audit'}]),
]
