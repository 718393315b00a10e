# SPDX-License-Identifier: Apache-2.0
"""What the operations on /v1/discounts and /v1/plans take and answer."""

from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import price

QUERY = common.closed({
    'project_id': common.described(
        common.ID, 'What can apply to this project. Default: the project of '
                   'the token; for administrators everything.'),
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

CREATE = common.closed({
    'percent': common.described(price.NUMBER, 'Percent off, 100 at most.'),
    'plan': common.described(
        common.nullable(common.ID),
        'The plan whose projects it is for; or give project_id.'),
    'project_id': common.described(
        common.nullable(common.ID), 'The project that it is for.'),
    'meter': common.described(
        common.nullable(common.NAME),
        'One of GET /v1/meters. Default: every one.'),
    'reason': common.nullable(common.NAME),
    'effective_from': common.described(
        common.TIME, f'{price.FULL_HOUR} Default: the next one.'),
}, required=['percent'])

DISCOUNT = common.closed({
    'id': common.TEXT,
    'percent': common.DECIMAL,
    'plan': common.nullable(common.TEXT),
    'project_id': common.nullable(common.TEXT),
    'meter': common.nullable(common.TEXT),
    'reason': common.nullable(common.TEXT),
    'effective_from': common.TIME,
    'effective_until': common.nullable(common.TIME),
    'created_at': common.TIME,
    'created_by': common.nullable(common.TEXT),
    'ended_at': common.nullable(common.TIME),
    'ended_by': common.nullable(common.TEXT),
})

LIST_RESPONSE = common.closed({
    'discounts': common.list_of(DISCOUNT), 'links': common.LINKS})

ASSIGN = common.closed({
    'project_id': common.ID,
    'plan': common.described(common.ID, 'A plan begins with its first price.'),
    'effective_from': common.described(
        common.TIME, f'{price.FULL_HOUR} Default: the next one.'),
}, required=['project_id', 'plan'])

ASSIGNMENT = common.closed({
    'project_id': common.TEXT, 'plan': common.TEXT,
    'effective_from': common.TIME})

PLANS_RESPONSE = common.closed({
    'plans': common.list_of(ASSIGNMENT), 'links': common.LINKS})
