# SPDX-License-Identifier: Apache-2.0
"""Who may read statements."""

from oslo_policy import policy

from billing_ledger.policies import base

LIST = 'billing:statements:list'
GET = 'billing:statements:get'
DRAFT = 'billing:statements:draft'
DOWNLOAD = 'billing:statements:download'

RULES = [
    policy.DocumentedRuleDefault(
        name=LIST,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='List the closed statements that have lines of a '
                    'project.',
        operations=[{'method': 'GET', 'path': '/v1/statements'}]),
    policy.DocumentedRuleDefault(
        name=GET,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='Show a closed statement that has lines of the project; '
                    'of other projects nothing is shown.',
        operations=[{'method': 'GET', 'path': '/v1/statements/{number}'}]),
    policy.DocumentedRuleDefault(
        name=DOWNLOAD,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='Get a closed statement as a document, for the only '
                    'project of its account.',
        operations=[{'method': 'GET',
                     'path': '/v1/statements/{number}/document'}]),
    policy.DocumentedRuleDefault(
        name=DRAFT,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='Show what a project would owe for a month as of now.',
        operations=[{'method': 'GET', 'path': '/v1/statements/draft'}]),
]
