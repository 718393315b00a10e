# SPDX-License-Identifier: Apache-2.0
"""Who may read the description of the API."""

from oslo_policy import policy

from billing_ledger.policies import base

GET = 'billing:openapi:get'

RULES = [
    policy.DocumentedRuleDefault(
        name=GET,
        check_str=base.ANYONE_WITH_A_TOKEN,
        scope_types=base.ANY_SCOPE,
        description='Fetch the OpenAPI description of the API.',
        operations=[{'method': 'GET', 'path': '/v1/openapi.json'}]),
]
