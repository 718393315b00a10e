# SPDX-License-Identifier: Apache-2.0
"""The rules that the others are made of."""

from oslo_policy import policy

ALL_PROJECTS = 'billing:all_projects'

ADMIN = 'rule:admin_api'
PROJECT_READER = 'rule:project_reader'
ANYONE_WITH_A_TOKEN = '@'

PROJECT = ['project']
ANY_SCOPE = ['system', 'domain', 'project']

RULES = [
    policy.RuleDefault(
        name='admin_api',
        check_str='role:admin',
        scope_types=PROJECT,
        description='Whoever runs the billing of the cloud.'),
    policy.RuleDefault(
        name='project_reader',
        check_str='rule:billing:all_projects or '
                  '(role:reader and project_id:%(project_id)s)',
        scope_types=PROJECT,
        description='Whoever may read what a project used and what it costs.'),
    policy.DocumentedRuleDefault(
        name=ALL_PROJECTS,
        check_str=ADMIN,
        scope_types=PROJECT,
        description='See usage, charges, prices, timelines, runs, '
                    'statements, wallets and budgets of every project, and '
                    'name another project than the own one.',
        operations=[
            {'method': 'GET', 'path': '/v1/usage'},
            {'method': 'GET', 'path': '/v1/charges'},
            {'method': 'GET', 'path': '/v1/prices'},
            {'method': 'GET', 'path': '/v1/discounts'},
            {'method': 'GET', 'path': '/v1/plans'},
            {'method': 'GET', 'path': '/v1/explanations'},
            {'method': 'GET', 'path': '/v1/quotes'},
            {'method': 'GET', 'path': '/v1/forecast'},
            {'method': 'GET', 'path': '/v1/efficiency'},
            {'method': 'GET', 'path': '/v1/instances/{instance_id}/timeline'},
            {'method': 'GET', 'path': '/v1/instances/{instance_id}/runs'},
            {'method': 'GET', 'path': '/v1/statements'},
            {'method': 'GET', 'path': '/v1/statements/draft'},
            {'method': 'GET', 'path': '/v1/statements/{number}'},
            {'method': 'GET', 'path': '/v1/statements/{number}/document'},
            {'method': 'GET', 'path': '/v1/wallets'},
            {'method': 'GET', 'path': '/v1/wallets/{account_id}/entries'},
            {'method': 'GET', 'path': '/v1/budgets'},
            {'method': 'GET', 'path': '/v1/budgets/{project_id}'},
        ]),
]
