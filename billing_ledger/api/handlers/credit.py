# SPDX-License-Identifier: Apache-2.0
"""What accounts need not pay."""

import decimal

from billing_ledger import times
from billing_ledger.api import moments
from billing_ledger.api import operation
from billing_ledger.api import pagination
from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import credit as schema
from billing_ledger.policies import credit as policy
from billing_ledger.statements.credit import Grant

_MOMENTS = ('window_start', 'window_end', 'valid_from', 'expires_at')
_NUMBERS = ('amount', 'percent')


def list_credits(request):
    """Answer with a page of the credits, and what is left of them."""
    shown, marker = pagination.page(
        sorted(request.books.statements.credits.list(
            request.query.get('account_id')), key=_order), _order,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    return {'credits': [each.as_dict() for each in shown],
            'links': pagination.links(request.http, marker)}


def grant_credit(request):
    """Grant a credit, and answer with it."""
    body = request.body
    wish = body | {name: moments.read(body, name) for name in _MOMENTS} | {
        name: decimal.Decimal(body[name]) for name in _NUMBERS
        if name in body}
    return request.books.statements.credits.grant(
        Grant(**wish), by=request.caller.actor).as_dict()


def revoke_credit(request, credit_id):
    """Let no further statement use a credit, and answer with it."""
    return request.books.statements.credits.revoke(
        credit_id, by=request.caller.actor).as_dict()


def _order(balance):
    credit = balance.credit
    return credit.account_id, times.to_text(credit.created_at), credit.id


OPERATIONS = [
    operation.Operation(
        operation_id='list_credits', method='GET', path='/v1/credits',
        handler=list_credits, policy=policy.LIST,
        summary='List credits, and what is left of them.',
        query=schema.QUERY, response=schema.LIST_RESPONSE),
    operation.Operation(
        operation_id='grant_credit', method='POST', path='/v1/credits',
        handler=grant_credit, policy=policy.GRANT,
        summary='Grant an amount, or a percentage of what an account was '
                'charged.',
        body=schema.GRANT, response=schema.CREDIT, status=201),
    operation.Operation(
        operation_id='revoke_credit', method='PATCH',
        path='/v1/credits/{credit_id}',
        handler=revoke_credit, policy=policy.REVOKE,
        summary='Let no further statement use a credit. What was used stays '
                'used.',
        body=schema.REVOKE, response=schema.CREDIT, errors=(404,)),
]
