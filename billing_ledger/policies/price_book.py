# SPDX-License-Identifier: Apache-2.0
"""Who may read and replace the whole price book, and try prices."""

from oslo_policy import policy

from billing_ledger.policies import base

GET = 'billing:price_book:get'
REPLACE = 'billing:price_book:replace'
PREVIEW = 'billing:prices:preview'

RULES = [
    policy.DocumentedRuleDefault(
        name=GET,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Read the price book in force as YAML.',
        operations=[{'method': 'GET', 'path': '/v1/price_book'}]),
    policy.DocumentedRuleDefault(
        name=REPLACE,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Replace the price book by one in YAML.',
        operations=[{'method': 'PUT', 'path': '/v1/price_book'}]),
    policy.DocumentedRuleDefault(
        name=PREVIEW,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='See what prices would have made of a period.',
        operations=[{'method': 'POST', 'path': '/v1/prices/preview'}]),
]
