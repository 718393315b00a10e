# SPDX-License-Identifier: Apache-2.0
"""What the operations on /v1/prices take and answer."""

from billing_ledger.api.schemas import common

FULL_HOUR = 'A full hour of the billing time zone, not in the past.'
METER = common.described(common.NAME, 'One of GET /v1/meters.')

QUERY = common.closed({
    'meter': METER,
    'project_id': common.described(
        common.ID, 'The prices that can apply to this project. Default: the '
                   'project of the token; for administrators all prices.'),
    'in_force_at': common.described(
        common.TIME, 'The prices in force at this moment.'),
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

CREATE = common.closed({
    'meter': METER,
    'unit_price': {
        'type': ['string', 'number'], 'format': 'unit-price',
        'maxLength': 64,
        'description': 'What one pricing unit costs: a plain number of at '
                       'least 0, as a text ("0.05") or a JSON number.'},
    'pricing_unit': common.described(
        common.NAME, 'What the price is for. Default: that of the meter.'),
    'currency': {
        'type': 'string', 'pattern': '^[A-Z]{3}$',
        'description': 'ISO 4217 code. Default: that of the cloud.'},
    'flavor': common.described(
        common.nullable(common.NAME),
        'Name of the flavor that the price is for. Default: every flavor.'),
    'project_id': common.described(
        common.nullable(common.ID),
        'The project that the price is for. Default: every project.'),
    'effective_from': common.described(
        common.TIME, f'{FULL_HOUR} Default: the next one.'),
}, required=['meter', 'unit_price'])

END = common.closed({
    'effective_until': common.described(
        common.TIME, f'{FULL_HOUR} Default: the next one.'),
}, required=())

PRICE = common.closed({
    'id': common.TEXT,
    'meter': common.TEXT,
    'unit_price': common.DECIMAL,
    'pricing_unit': common.TEXT,
    'currency': common.TEXT,
    'flavor': common.nullable(common.TEXT),
    'project_id': common.nullable(common.TEXT),
    'effective_from': common.TIME,
    'effective_until': common.described(
        common.nullable(common.TIME), 'Null for a price without an end.'),
    'created_at': common.TIME,
    'created_by': common.described(
        common.nullable(common.TEXT), 'Id of a user.'),
    'ended_at': common.described(
        common.nullable(common.TIME), 'When somebody ended it.'),
    'ended_by': common.described(
        common.nullable(common.TEXT), 'Id of a user.'),
})

LIST_RESPONSE = common.closed({
    'prices': common.list_of(PRICE),
    'links': common.LINKS,
})
