# SPDX-License-Identifier: Apache-2.0
"""Who may read what is measured."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:meters:list'

RULES = [
    policy.DocumentedRuleDefault(
        name=LIST,
        check_str=base.ANYONE_WITH_A_TOKEN,
        scope_types=base.ANY_SCOPE,
        description='List the meters and their units.',
        operations=[{'method': 'GET', 'path': '/v1/meters'}]),
]
