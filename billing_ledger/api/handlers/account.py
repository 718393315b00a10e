# SPDX-License-Identifier: Apache-2.0
"""Who pays for which projects."""

import decimal

from billing_ledger.api import moments
from billing_ledger.api import operation
from billing_ledger.api import pagination
from billing_ledger.api.schemas import account as schema
from billing_ledger.api.schemas import common
from billing_ledger.policies import account as policy
from billing_ledger.statements.account import Terms


def list_accounts(request):
    """Answer with a page of the accounts."""
    shown, marker = pagination.page(
        sorted(request.books.statements.accounts.list(), key=_order), _order,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    return {'accounts': [_described(request, each) for each in shown],
            'links': pagination.links(request.http, marker)}


def show_account(request, account_id):
    """Answer with an account."""
    return _described(request,
                      request.books.statements.accounts.get(account_id))


def create_account(request):
    """Create an account, and answer with it."""
    return _described(request, request.books.statements.accounts.create(
        Terms(**_terms(request)), by=request.caller.actor))


def update_account(request, account_id):
    """Change an account, and answer with it."""
    return _described(request, request.books.statements.accounts.change(
        account_id, _terms(request), by=request.caller.actor))


def add_project(request, account_id):
    """Let an account pay for a project, and answer with the membership."""
    return request.books.statements.accounts.add_project(
        account_id, request.body['project_id'],
        moments.read_month(request.body, 'from_month'),
        by=request.caller.actor).as_dict()


def remove_project(request, account_id, project_id):
    """Let a project pay for itself, and answer with the membership."""
    return request.books.statements.accounts.remove_project(
        account_id, project_id,
        moments.read_month(request.query, 'from_month'),
        by=request.caller.actor).as_dict()


def _terms(request):
    found = dict(request.body)
    if 'tax_percent' in found:
        found['tax_percent'] = decimal.Decimal(found['tax_percent'])
    return found


def _described(request, account):
    kept = request.books.statements
    return account.as_dict() | {
        'projects': kept.accounts.projects_of(account.id, kept.this_month())}


def _order(account):
    return account.name, account.id


_PATH = '/v1/accounts/{account_id}'
OPERATIONS = [
    operation.Operation(
        operation_id='list_accounts', method='GET', path='/v1/accounts',
        handler=list_accounts, policy=policy.LIST,
        summary='List the accounts.',
        query=schema.QUERY, response=schema.LIST_RESPONSE),
    operation.Operation(
        operation_id='create_account', method='POST', path='/v1/accounts',
        handler=create_account, policy=policy.CREATE,
        summary='Create an account, which pays for projects.',
        body=schema.CREATE, response=schema.ACCOUNT, status=201),
    operation.Operation(
        operation_id='show_account', method='GET', path=_PATH,
        handler=show_account, policy=policy.GET, summary='Show an account.',
        response=schema.ACCOUNT, errors=(404,)),
    operation.Operation(
        operation_id='update_account', method='PATCH', path=_PATH,
        handler=update_account, policy=policy.UPDATE,
        summary='Change an account. Closed statements stay as they are.',
        body=schema.UPDATE, response=schema.ACCOUNT, errors=(404,)),
    operation.Operation(
        operation_id='add_project', method='POST', path=f'{_PATH}/projects',
        handler=add_project, policy=policy.ADD_PROJECT,
        summary='Let an account pay for a project from a month on.',
        body=schema.ADD_PROJECT, response=schema.MEMBERSHIP, status=201,
        errors=(404, 409)),
    operation.Operation(
        operation_id='remove_project', method='DELETE',
        path=f'{_PATH}/projects/{{project_id}}',
        handler=remove_project, policy=policy.REMOVE_PROJECT,
        summary='Let a project pay for itself from a month on.',
        query=schema.REMOVE_PROJECT, response=schema.MEMBERSHIP,
        errors=(404, 409)),
]
