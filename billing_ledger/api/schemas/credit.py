# SPDX-License-Identifier: Apache-2.0
"""What the operations on /v1/credits take and answer."""

from billing_ledger.api.schemas import common
from billing_ledger.statements import terms

_TIME_OR_NULL = common.nullable(common.TIME)

QUERY = common.closed({
    'account_id': common.described(
        common.ID, 'The credits of this account. Default: all.'),
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

GRANT = common.closed({
    'account_id': common.described(
        common.ID, 'An account, or a project that pays for itself.'),
    'reason': {'type': 'string', 'format': 'text', 'minLength': 1,
               'maxLength': terms.LONGEST_REASON,
               'description': 'What the line of the statement says.'},
    'amount': common.described(
        common.POSITIVE_NUMBER, 'In whole minor units. Either this or '
                                'percent.'),
    'percent': common.described(
        common.PERCENT, 'Of what the account was charged between window_start '
                        'and window_end.'),
    'resource_group': common.described(
        common.ID, 'Of the charges of this group alone, compute for example.'),
    'window_start': common.TIME,
    'window_end': common.described(common.TIME, 'Not in the future.'),
    'currency': common.described(
        common.CURRENCY, "Default: the account's."),
    'valid_from': common.described(common.TIME, 'Default: now.'),
    'expires_at': common.described(common.TIME, 'Default: never.'),
}, required=['account_id', 'reason'])

REVOKE = common.closed({'revoked': {'const': True}})

CREDIT = common.closed({
    'id': common.TEXT,
    'account_id': common.TEXT,
    'reason': common.TEXT,
    'currency': common.TEXT,
    'amount': common.DECIMAL,
    'remaining': common.described(
        common.DECIMAL, 'What statements have not used.'),
    'percent': common.nullable(common.DECIMAL),
    'resource_group': common.nullable(common.TEXT),
    'window_start': _TIME_OR_NULL,
    'window_end': _TIME_OR_NULL,
    'valid_from': common.TIME,
    'expires_at': _TIME_OR_NULL,
    'created_at': common.TIME,
    'created_by': common.described(
        common.nullable(common.TEXT), 'Id of a user.'),
    'revoked_at': _TIME_OR_NULL,
    'revoked_by': common.described(
        common.nullable(common.TEXT), 'Id of a user.'),
})

LIST_RESPONSE = common.closed({
    'credits': common.list_of(CREDIT),
    'links': common.LINKS,
})
