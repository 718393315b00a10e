# SPDX-License-Identifier: Apache-2.0
"""What accounts have paid before, and what was used of it."""

import decimal

from werkzeug import exceptions

from billing_ledger import exception
from billing_ledger.api import operation
from billing_ledger.api import pagination
from billing_ledger.api import shares
from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import wallet as schema
from billing_ledger.policies import wallet as policy

_HIDDEN = ('balance', 'threshold', 'entries', 'created_by')
_LONGEST_NUMBER = 18


def list_wallets(request):
    """Answer with a page of the wallets that the caller may see."""
    project_id = request.visible_project()
    account_id = request.query.get('account_id')
    if project_id is not None:
        payer = _payer(request, project_id)
        # None of another's account, whether or not there are any.
        if account_id not in (None, payer):
            return {'wallets': [], 'links': []}
        account_id = payer
    shown, marker = pagination.page(
        sorted(request.books.wallets.list(account_id), key=_order), _order,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    return {'wallets': [_described(request, each, project_id)
                        for each in shown],
            'links': pagination.links(request.http, marker)}


def list_entries(request, account_id):
    """Answer with a page of what went in and out, the newest first."""
    currency = request.query.get('currency') or request.books.currency
    _check_reader(request, account_id, currency)
    limit = request.query.get('limit', common.DEFAULT_LIMIT)
    found = request.books.wallets.entries(
        account_id, currency, limit + 1,
        before=_before(request.query.get('marker')))
    marker = str(found[limit - 1].number) if len(found) > limit else None
    return {'entries': [_entry(each) for each in found[:limit]],
            'links': pagination.links(request.http, marker)}


def create_wallet(request):
    """Create a wallet, and answer with it."""
    wish = dict(request.body)
    if 'threshold' in wish:
        wish['threshold'] = decimal.Decimal(wish['threshold'])
    return _described(request, request.books.wallets.create(
        **wish, by=request.caller.actor), None)


def top_up(request, account_id):
    """Add what was paid, and answer with the entry."""
    body = request.body
    return _entry(request.books.wallets.top_up(
        account_id, body.get('currency'), decimal.Decimal(body['amount']),
        body['reference'], by=request.caller.actor))


def _payer(request, project_id):
    kept = request.books.statements
    return kept.accounts.account_of(project_id, kept.this_month())


def _pays_for_one(request, account_id, project_id):
    return shares.pays_for_one(request.books, account_id, project_id,
                               request.books.statements.this_month())


def _check_reader(request, account_id, currency):
    """Refuse what the caller may not see."""
    project_id = request.visible_project()
    if project_id is None or request.caller.sees_all_projects():
        return
    if _payer(request, project_id) != account_id:
        # The same whether or not there is one: nobody may probe for others'.
        raise exception.WalletNotFound(account_id=account_id,
                                       currency=currency)
    if not _pays_for_one(request, account_id, project_id):
        raise exceptions.Forbidden(
            f'Account {account_id} pays for other projects, too: ask an '
            'administrator what went in and out of its wallet.')


def _described(request, wallet, project_id):
    """Return a wallet as a project sees it; None: as administrators do."""
    found = wallet.as_dict() | {'partial': False}
    if request.caller.sees_all_projects() or _pays_for_one(
            request, wallet.account_id, project_id):
        return found
    return found | dict.fromkeys(_HIDDEN) | {'partial': True}


def _entry(entry):
    found = entry.as_dict()
    del found['idempotency_key']
    return found


def _before(marker):
    if marker is None:
        return None
    if not (marker.isascii() and marker.isdigit()
            and len(marker) <= _LONGEST_NUMBER):
        raise exceptions.BadRequest(
            'marker: take it from the next link of the page before.')
    return int(marker)


def _order(wallet):
    return wallet.account_id, wallet.currency


_PATH = '/v1/wallets/{account_id}'
OPERATIONS = [
    operation.Operation(
        operation_id='list_wallets', method='GET', path='/v1/wallets',
        handler=list_wallets, policy=policy.LIST,
        summary='List wallets and their balances.',
        query=schema.QUERY, response=schema.LIST_RESPONSE),
    operation.Operation(
        operation_id='create_wallet', method='POST', path='/v1/wallets',
        handler=create_wallet, policy=policy.CREATE,
        summary='Create an empty wallet, which pays from this month on.',
        body=schema.CREATE, response=schema.WALLET, status=201,
        errors=(409,)),
    operation.Operation(
        operation_id='list_wallet_entries', method='GET',
        path=f'{_PATH}/entries', handler=list_entries, policy=policy.ENTRIES,
        summary='List what went in and out of a wallet, the newest first.',
        query=schema.ENTRIES_QUERY, response=schema.ENTRIES_RESPONSE,
        errors=(404,)),
    operation.Operation(
        operation_id='top_up_wallet', method='POST',
        path=f'{_PATH}/top-ups', handler=top_up, policy=policy.TOP_UP,
        summary='Add to a wallet what was paid. Of a reference there is one '
                'entry, however often it is sent.',
        body=schema.TOP_UP, response=schema.ENTRY, status=201,
        errors=(404, 409)),
]
