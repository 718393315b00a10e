# SPDX-License-Identifier: Apache-2.0
"""What the operations on /v1/wallets take and answer."""

from billing_ledger.api.schemas import common
from billing_ledger.wallets import journal
from billing_ledger.wallets import terms

_HIDDEN = 'Null where the wallet is partial.'
_CURRENCY = common.described(common.CURRENCY,
                             'ISO 4217 code. Default: that of the cloud.')

QUERY = common.closed({
    'project_id': common.described(
        common.ID, 'The wallets of the account that pays for this project. '
                   'Default: the project of the token; for administrators '
                   'all wallets.'),
    'account_id': common.described(
        common.ID, 'The wallets of this account.'),
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

ENTRIES_QUERY = common.closed({
    'project_id': common.described(
        common.ID, 'The project that asks. Default: that of the token.'),
    'currency': _CURRENCY,
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

CREATE = common.closed({
    'account_id': common.described(
        common.ID, 'An account, or a project that pays for itself.'),
    'currency': _CURRENCY,
    'threshold': {
        'type': ['string', 'number'], 'pattern': '^[0-9]+([.][0-9]+)?$',
        'maxLength': 64, 'minimum': 0,
        'description': 'The balance at which it is low, 0 for never. '
                       'Default: as configured.'},
}, required=['account_id'])

TOP_UP = common.closed({
    'amount': common.described(
        common.POSITIVE_NUMBER, 'What was paid, in whole minor units.'),
    'reference': {
        'type': 'string', 'format': 'text', 'minLength': 1,
        'maxLength': terms.LONGEST_REFERENCE,
        'description': 'Of the payment. It counts once, however often it is '
                       'sent.'},
    'currency': _CURRENCY,
}, required=['amount', 'reference'])

WALLET = common.closed({
    'account_id': common.TEXT,
    'currency': common.TEXT,
    'balance': common.described(common.nullable(common.DECIMAL), _HIDDEN),
    'threshold': common.described(
        common.nullable(common.DECIMAL),
        f'The balance at which it is low; null: as configured. {_HIDDEN}'),
    'is_low': {'type': 'boolean'},
    'is_empty': {'type': 'boolean'},
    'draw_from': common.described(
        common.MONTH, 'The first month whose cost may still change.'),
    'entries': common.described(
        {'type': ['integer', 'null']}, f'How many there are. {_HIDDEN}'),
    'created_at': common.TIME,
    'created_by': common.described(
        common.nullable(common.TEXT), f'Id of a user. {_HIDDEN}'),
    'partial': common.described(
        {'type': 'boolean'},
        'Whether the account pays for other projects, too, whose cost the '
        'balance would tell.'),
})

ENTRY = common.closed({
    'id': common.TEXT,
    'account_id': common.TEXT,
    'currency': common.TEXT,
    'number': common.described({'type': 'integer'},
                               'Counts the entries of the wallet.'),
    'at': common.TIME,
    'kind': {'enum': list(journal.KINDS)},
    'description': common.TEXT,
    'month': common.described(
        {'type': ['string', 'null'], 'pattern': common.MONTH['pattern']},
        'Of a draw: the month whose usage it pays.'),
    'drawn': common.described(
        common.nullable(common.DECIMAL),
        'Of a draw: all that was drawn for the month, with it.'),
    'amount': common.described(
        common.DECIMAL, 'What the wallet got; negative where it gave.'),
    'balance': common.described(common.DECIMAL, 'After the entry.'),
    'created_by': common.described(
        common.nullable(common.TEXT), 'Id of a user; null: a draw.'),
    'postings': common.list_of(common.closed({
        'book': common.TEXT, 'amount': common.DECIMAL})),
})

LIST_RESPONSE = common.closed({
    'wallets': common.list_of(WALLET),
    'links': common.LINKS,
})
ENTRIES_RESPONSE = common.closed({
    'entries': common.list_of(ENTRY),
    'links': common.LINKS,
})
