# SPDX-License-Identifier: Apache-2.0
"""What things cost."""

from billing_ledger import times
from billing_ledger.api import moments
from billing_ledger.api import operation
from billing_ledger.api import pagination
from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import price as schema
from billing_ledger.policies import price as policy
from billing_ledger.rating import wish


def list_prices(request):
    """Answer with a page of the prices that can apply to a project."""
    wanted = {'meter': request.query.get('meter'),
              'in_force_at': moments.read(request.query, 'in_force_at')}
    project_id = request.visible_project()
    if project_id is not None:
        wanted['project_id'] = project_id
    found = request.books.prices.list(**wanted)
    shown, marker = pagination.page(
        sorted(found, key=_order), _order,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    return {'prices': [price.as_dict() for price in shown],
            'links': pagination.links(request.http, marker)}


def create_price(request):
    """Set a new price, and answer with it."""
    price = request.books.prices.create(
        _wish(request), by=request.caller.actor)
    return price.as_dict()


def end_price(request, price_id):
    """End a price from a full hour on, and answer with it."""
    price = request.books.prices.end(
        price_id,
        (moments.read(request.body, 'effective_until')
         or request.books.next_full_hour()),
        by=request.caller.actor)
    return price.as_dict()


def _wish(request):
    """Return the price that the body describes, completed with defaults."""
    return wish.price(
        request.body, request.books.currency,
        (moments.read(request.body, 'effective_from')
         or request.books.next_full_hour()))


def _order(price):
    """Return what prices are listed by: meter, then time."""
    return (price.meter, times.to_text(price.effective_from), price.id)


OPERATIONS = [
    operation.Operation(
        operation_id='list_prices', method='GET', path='/v1/prices',
        handler=list_prices, policy=policy.LIST,
        summary='List the prices that can apply to a project.',
        query=schema.QUERY, response=schema.LIST_RESPONSE),
    operation.Operation(
        operation_id='create_price', method='POST', path='/v1/prices',
        handler=create_price, policy=policy.CREATE,
        summary='Set a new price, from a full hour on.',
        body=schema.CREATE, response=schema.PRICE, status=201,
        errors=(409,)),
    operation.Operation(
        operation_id='end_price', method='PATCH',
        path='/v1/prices/{price_id}',
        handler=end_price, policy=policy.END,
        summary='End a price from a full hour on. What was charged before '
                'stays charged.',
        body=schema.END, response=schema.PRICE, errors=(404, 409)),
]
