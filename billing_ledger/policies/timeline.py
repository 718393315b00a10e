# SPDX-License-Identifier: Apache-2.0
"""Who may read the life of an instance."""

from oslo_policy import policy

from billing_ledger.policies import base

GET = 'billing:timeline:get'
HOSTS = 'billing:timeline:hosts'

OPERATIONS = [
    {'method': 'GET', 'path': '/v1/instances/{instance_id}/timeline'}]
RUNS = [
    {'method': 'GET', 'path': '/v1/instances/{instance_id}/runs'}]

RULES = [
    policy.DocumentedRuleDefault(
        name=GET,
        check_str=base.PROJECT_READER,
        scope_types=base.PROJECT,
        description='Show the life of an instance, segment by segment.',
        operations=OPERATIONS),
    policy.DocumentedRuleDefault(
        name=HOSTS,
        check_str=base.ADMIN,
        scope_types=base.PROJECT,
        description='See in timelines and runs on which hosts an instance '
                    'was; Nova hides them from users, too.',
        operations=OPERATIONS + RUNS),
]
