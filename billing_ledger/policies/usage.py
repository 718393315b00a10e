# SPDX-License-Identifier: Apache-2.0
"""Who may read what was used."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:usage:list'

RULES = [
    policy.DocumentedRuleDefault(
        name=LIST,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List what the instances of a project used.',
        operations=[{'method': 'GET', 'path': '/v1/usage'}]),
]
