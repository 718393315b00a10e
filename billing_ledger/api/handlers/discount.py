# SPDX-License-Identifier: Apache-2.0
"""Discounts, and the plans that projects are on."""

from billing_ledger import times
from billing_ledger.api import moments
from billing_ledger.api import operation
from billing_ledger.api import pagination
from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import discount as schema
from billing_ledger.api.schemas import price as price_schema
from billing_ledger.policies import discount as policy
from billing_ledger.rating import wish
from billing_ledger.rating.book import Assignment


def list_discounts(request):
    """Answer with a page of the discounts that can apply to a project."""
    project_id = request.visible_project()
    found = request.books.discounts.list(project_id)
    return _page(request, 'discounts', found,
                 lambda each: (times.to_text(each.effective_from), each.id))


def create_discount(request):
    """Give a discount, and answer with it."""
    new = wish.discount(request.body, _start(request))
    return request.books.discounts.create(
        new, by=request.caller.actor).as_dict()


def end_discount(request, discount_id):
    """End a discount from a full hour on, and answer with it."""
    return request.books.discounts.end(
        discount_id, (moments.read(request.body, 'effective_until')
                      or request.books.next_full_hour()),
        by=request.caller.actor).as_dict()


def list_plans(request):
    """Answer with a page of the plans that a project is on, and when."""
    found = request.books.discounts.assignments(request.visible_project())
    return _page(request, 'plans', found, lambda each: (
        each.project_id, times.to_text(each.effective_from)))


def assign_plan(request):
    """Put a project on a plan, and answer with that."""
    return request.books.discounts.assign(
        Assignment(request.body['project_id'], request.body['plan'],
                   _start(request)),
        by=request.caller.actor).as_dict()


def _start(request):
    return (moments.read(request.body, 'effective_from')
            or request.books.next_full_hour())


def _page(request, name, found, order):
    shown, marker = pagination.page(
        sorted(found, key=order), order,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    return {name: [each.as_dict() for each in shown],
            'links': pagination.links(request.http, marker)}


OPERATIONS = [
    operation.Operation(
        operation_id='list_discounts', method='GET', path='/v1/discounts',
        handler=list_discounts, policy=policy.LIST,
        summary='List the discounts that can apply to a project.',
        query=schema.QUERY, response=schema.LIST_RESPONSE),
    operation.Operation(
        operation_id='create_discount', method='POST', path='/v1/discounts',
        handler=create_discount, policy=policy.CREATE,
        summary='Give a discount, from a full hour on.',
        body=schema.CREATE, response=schema.DISCOUNT, status=201,
        errors=(409,)),
    operation.Operation(
        operation_id='end_discount', method='PATCH',
        path='/v1/discounts/{discount_id}',
        handler=end_discount, policy=policy.END,
        summary='End a discount from a full hour on.',
        body=price_schema.END, response=schema.DISCOUNT, errors=(404, 409)),
    operation.Operation(
        operation_id='list_plans', method='GET', path='/v1/plans',
        handler=list_plans, policy=policy.LIST_PLANS,
        summary='List the plans that projects are on, and since when.',
        query=schema.QUERY, response=schema.PLANS_RESPONSE),
    operation.Operation(
        operation_id='assign_plan', method='POST', path='/v1/plans',
        handler=assign_plan, policy=policy.ASSIGN_PLAN,
        summary='Put a project on a plan, from a full hour on.',
        body=schema.ASSIGN, response=schema.ASSIGNMENT, status=201),
]
