# SPDX-License-Identifier: Apache-2.0
"""Who may read where an instance ran and what it used there."""

from oslo_policy import policy

from billing_ledger.policies import base

GET = 'billing:runs:get'

RULES = [
    policy.DocumentedRuleDefault(
        name=GET,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List the runs of an instance: where it ran, and what it '
                    'used there.',
        operations=[
            {'method': 'GET', 'path': '/v1/instances/{instance_id}/runs'}]),
]
