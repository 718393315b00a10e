# SPDX-License-Identifier: Apache-2.0
"""Who may see, create and top up wallets."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:wallets:list'
ENTRIES = 'billing:wallets:entries'
CREATE = 'billing:wallets:create'
TOP_UP = 'billing:wallets:top_up'

RULES = [
    policy.DocumentedRuleDefault(
        name=LIST,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List the wallets of the account that pays for a '
                    'project.',
        operations=[{'method': 'GET', 'path': '/v1/wallets'}]),
    policy.DocumentedRuleDefault(
        name=ENTRIES,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List what went in and out of a wallet of the account '
                    'that pays for a project, and for no other.',
        operations=[{'method': 'GET',
                     'path': '/v1/wallets/{account_id}/entries'}]),
    policy.DocumentedRuleDefault(
        name=CREATE,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Create a wallet.',
        operations=[{'method': 'POST', 'path': '/v1/wallets'}]),
    policy.DocumentedRuleDefault(
        name=TOP_UP,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='Add to a wallet what was paid.',
        operations=[{'method': 'POST',
                     'path': '/v1/wallets/{account_id}/top-ups'}]),
]
