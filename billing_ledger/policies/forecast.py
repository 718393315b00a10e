# SPDX-License-Identifier: Apache-2.0
"""Who may read what a month will cost."""

from oslo_policy import policy

from billing_ledger.policies import base

GET = 'billing:forecast:get'

RULES = [
    policy.DocumentedRuleDefault(
        name=GET,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='Read what the current month will cost a project.',
        operations=[{'method': 'GET', 'path': '/v1/forecast'}]),
]
