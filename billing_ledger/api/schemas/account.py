# SPDX-License-Identifier: Apache-2.0
"""What the operations on /v1/accounts take and answer."""

from billing_ledger.api.schemas import common
from billing_ledger.statements import lines
from billing_ledger.statements import terms

_DETAIL = {'enum': list(lines.DETAILS), 'description':
           'A line for each resource, for each meter of a project, or for '
           'each meter and user of a project.'}

QUERY = common.closed({
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

_TERMS = {
    'name': common.described(common.NAME, 'Who pays, as statements name '
                                          'them.'),
    'address': {'type': 'string', 'maxLength': terms.LONGEST_ADDRESS,
                'description': 'Lines, separated by newlines.'},
    'tax_id': common.described(
        common.nullable(common.ID), "The payer's number with the tax office."),
    'tax_name': {'type': 'string', 'format': 'text',
                 'maxLength': common.LONGEST_ID,
                 'description': 'What the tax is called, for example VAT.'},
    'tax_percent': common.described(
        common.PERCENT, 'Tax on the sum of a statement. Default: 0.'),
    'currency': common.described(
        common.CURRENCY, 'That of its credits. Default: that of the cloud.'),
    'detail': _DETAIL,
}
CREATE = common.closed(_TERMS, required=['name'])
UPDATE = common.closed(_TERMS, required=())

ADD_PROJECT = common.closed({
    'project_id': common.ID,
    'from_month': common.described(
        common.MONTH, 'From this month on. Default: the current one.'),
}, required=['project_id'])
REMOVE_PROJECT = common.closed({
    'from_month': common.described(
        common.MONTH, 'From this month on. Default: the current one.'),
}, required=())

ACCOUNT = common.closed({
    'id': common.TEXT,
    'name': common.TEXT,
    'address': common.TEXT,
    'tax_id': common.nullable(common.TEXT),
    'tax_name': common.TEXT,
    'tax_percent': common.DECIMAL,
    'currency': common.TEXT,
    'detail': _DETAIL,
    'created_at': common.TIME,
    'created_by': common.described(
        common.nullable(common.TEXT), 'Id of a user.'),
    'changed_at': common.nullable(common.TIME),
    'changed_by': common.described(
        common.nullable(common.TEXT), 'Id of a user.'),
    'projects': common.described(
        common.list_of(common.TEXT),
        'Ids of the projects that it pays for in the current month.'),
})

MEMBERSHIP = common.closed({
    'project_id': common.TEXT,
    'from_month': common.MONTH,
    'account_id': common.described(
        common.nullable(common.TEXT),
        'Null where the project pays for itself from then on.'),
    'created_at': common.TIME,
    'created_by': common.described(
        common.nullable(common.TEXT), 'Id of a user.'),
})

LIST_RESPONSE = common.closed({
    'accounts': common.list_of(ACCOUNT),
    'links': common.LINKS,
})
