# SPDX-License-Identifier: Apache-2.0
"""Who may read what the usage costs."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:charges:list'

RULES = [
    policy.DocumentedRuleDefault(
        name=LIST,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List what the usage of a project costs.',
        operations=[{'method': 'GET', 'path': '/v1/charges'}]),
]
