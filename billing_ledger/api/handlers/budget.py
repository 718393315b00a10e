# SPDX-License-Identifier: Apache-2.0
"""What projects may cost a month."""

import decimal

from billing_ledger.api import operation
from billing_ledger.api import pagination
from billing_ledger.api.schemas import budget as schema
from billing_ledger.api.schemas import common
from billing_ledger.budgets.budget import Terms
from billing_ledger.policies import budget as policy


def list_budgets(request):
    """Answer with a page of the budgets."""
    shown, marker = pagination.page(
        sorted(request.books.budgets.list(request.visible_project()),
               key=_order), _order,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    return {'budgets': [each.as_dict() for each in shown],
            'links': pagination.links(request.http, marker)}


def show_budget(request, project_id):
    """Answer with the budget of a project."""
    return request.books.budgets.get(request.caller.visible_project(
        policy.GET, project_id)).as_dict()


def set_budget(request, project_id):
    """Set the budget of a project, and answer with it."""
    terms = Terms(**{'currency': request.books.currency} | request.body | {
        'amount': decimal.Decimal(request.body['amount'])})
    return request.books.budgets.set(
        project_id, terms, by=request.caller.actor).as_dict()


def remove_budget(request, project_id):
    """Remove the budget of a project, and answer with what it was."""
    return request.books.budgets.remove(
        project_id, by=request.caller.actor).as_dict()


def _order(entry):
    return (entry.budget.project_id,)


_PATH = '/v1/budgets/{project_id}'
OPERATIONS = [
    operation.Operation(
        operation_id='list_budgets', method='GET', path='/v1/budgets',
        handler=list_budgets, policy=policy.LIST,
        summary='List what projects may cost a month.',
        query=schema.QUERY, response=schema.LIST_RESPONSE),
    operation.Operation(
        operation_id='show_budget', method='GET', path=_PATH,
        handler=show_budget, policy=policy.GET,
        summary='Show what a project may cost a month.',
        response=schema.BUDGET, errors=(404,)),
    operation.Operation(
        operation_id='set_budget', method='PUT', path=_PATH,
        handler=set_budget, policy=policy.SET,
        summary='Set what a project may cost a month, in the place of a '
                'former budget.',
        body=schema.SET, response=schema.BUDGET),
    operation.Operation(
        operation_id='remove_budget', method='DELETE', path=_PATH,
        handler=remove_budget, policy=policy.REMOVE,
        summary='Remove the budget of a project. An action that was '
                'announced is called off.',
        response=schema.BUDGET, errors=(404,)),
]
