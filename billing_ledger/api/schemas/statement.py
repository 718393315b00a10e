# SPDX-License-Identifier: Apache-2.0
"""What the operations on /v1/statements take and answer."""

from billing_ledger.api.schemas import common
from billing_ledger.documents import formats
from billing_ledger.statements import statement

_HIDDEN = 'Null where the statement is partial.'
_TEXT_OR_NULL = common.nullable(common.TEXT)
_NUMBER_OR_NULL = common.nullable(common.DECIMAL)

QUERY = common.closed({
    'project_id': common.described(
        common.ID, 'The statements that have lines of this project. Default: '
                   'the project of the token; for administrators all.'),
    'account_id': common.described(
        common.ID, 'The statements of this account.'),
    'month': common.described(
        common.MONTH, 'The statements for this month, such as 2026-10.'),
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

DRAFT_QUERY = common.closed({
    'project_id': common.described(
        common.ID, 'What whoever pays for this project would owe. Default: '
                   'the project of the token.'),
    'account_id': common.described(
        common.ID, 'What this account would owe; for administrators.'),
    'month': common.described(
        common.MONTH, 'The month, such as 2026-10. Default: the current '
                      'one.'),
}, required=())

DOCUMENT_QUERY = common.closed({
    'format': {
        'type': 'string', 'enum': list(formats.FORMATS), 'default': 'pdf',
        'description': 'What to write it as; focus-csv and focus-json are '
                       'FOCUS 1.2.'},
}, required=())
DOCUMENT = common.described({}, 'The document, as a file.')

ACCOUNT = common.closed({
    'id': common.TEXT,
    'name': common.TEXT,
    'address': common.described(_TEXT_OR_NULL, _HIDDEN),
    'tax_id': common.described(_TEXT_OR_NULL, _HIDDEN),
    'tax_name': common.TEXT,
    'tax_percent': common.DECIMAL,
})

_HEAD = {
    'number': common.described(_TEXT_OR_NULL, 'Null for a draft.'),
    'status': {'enum': [statement.DRAFT, statement.CLOSED]},
    'month': common.MONTH,
    'account': ACCOUNT,
    'period_start': common.TIME,
    'period_end': common.TIME,
    'time_zone': common.TEXT,
    'currency': common.TEXT,
    'issued_at': common.described(
        common.nullable(common.TIME), 'Null for a draft.'),
    'partial': common.described(
        {'type': 'boolean'},
        'Whether there are other projects on the statement, which the caller '
        'may not see: then it is about the lines of the own one alone.'),
    'subtotal': common.described(
        common.DECIMAL, 'The sum of the lines, those shown.'),
    'tax': common.described(_NUMBER_OR_NULL, _HIDDEN),
    'total': common.described(_NUMBER_OR_NULL, _HIDDEN),
    'digest': common.described(
        _TEXT_OR_NULL, 'SHA-256 of the statement and of the digest of the '
                       f'one before. {_HIDDEN} Null for a draft.'),
}

LINE = common.closed({
    'kind': {'enum': [statement.USAGE, statement.DISCOUNT, statement.CREDIT,
                      statement.CORRECTION]},
    'project_id': common.described(
        common.TEXT, 'Empty for credits, which belong to the account.'),
    'project_name': _TEXT_OR_NULL,
    'region': _TEXT_OR_NULL,
    'resource_group': common.TEXT,
    'resource_id': _TEXT_OR_NULL,
    'resource_name': _TEXT_OR_NULL,
    'meter': _TEXT_OR_NULL,
    'description': common.TEXT,
    'period_start': common.TIME,
    'period_end': common.TIME,
    'quantity': common.described(_NUMBER_OR_NULL, 'In pricing units.'),
    'unit': _TEXT_OR_NULL,
    'unit_price': _NUMBER_OR_NULL,
    'price_id': _TEXT_OR_NULL,
    'list_amount': common.described(
        common.DECIMAL, 'What it would be without a discount.'),
    'amount': common.DECIMAL,
    'refers_to': common.described(
        _TEXT_OR_NULL, 'Number of the statement that a correction is about.'),
    'user_id': common.described(
        _TEXT_OR_NULL, 'Who created the resources, where the account has its '
                       'lines told apart by user.'),
})

STATEMENT = common.closed(_HEAD | {'lines': common.list_of(LINE)})

LIST_RESPONSE = common.closed({
    'statements': common.list_of(common.closed(_HEAD)),
    'links': common.LINKS,
})
DRAFT_RESPONSE = common.closed({'statements': common.list_of(STATEMENT)})
