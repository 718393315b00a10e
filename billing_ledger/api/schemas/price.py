# SPDX-License-Identifier: Apache-2.0
"""What the operations on /v1/prices take and answer."""

from billing_ledger.api.schemas import common
from billing_ledger.rating import price as prices
from billing_ledger.rating import terms

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

NUMBER = {
    'type': ['string', 'number'], 'format': 'unit-price', 'maxLength': 64,
    'description': 'A plain number of at least 0, as a text ("0.05") or a '
                   'JSON number.'}
MODELS = {'type': 'string', 'enum': list(prices.MODELS)}
SECONDS = {'type': 'integer', 'minimum': 0,
           'maximum': terms.LONGEST_STRETCH_SECONDS}

TIERS = {
    'type': 'array', 'maxItems': terms.MOST_TIERS,
    'description': 'For the models graduated and volume, from the first to '
                   'the last.',
    'items': common.closed({
        'up_to': common.described(
            NUMBER | {'type': ['string', 'number', 'null']},
            'Pricing units in a month; null in the last tier.'),
        'unit_price': NUMBER,
    }, required=['unit_price'])}

# What a price is for, and how it charges.
TERMS = {
    'plan': common.described(
        common.ID, 'The plan that the price belongs to. Default: default.'),
    'flavor': common.described(
        common.nullable(common.NAME),
        'Name of the flavor that the price is for. Default: every flavor.'),
    'volume_type': common.described(
        common.nullable(common.NAME),
        'The volume type that the price is for. Default: every one.'),
    'availability_zone': common.described(
        common.nullable(common.NAME),
        'The zone that the price is for. Default: every one.'),
    'project_id': common.described(
        common.nullable(common.ID),
        'The project that the price is for. Default: every project.'),
    'domain_id': common.described(
        common.nullable(common.ID),
        'The domain whose projects the price is for. Default: every one.'),
    'model': common.described(
        MODELS, 'standard: each unit costs the same. graduated: what lies in '
                'a tier costs the price of the tier. volume: everything costs '
                'the price of the tier that a month ends in. package: begun '
                'packages are paid for. Default: standard.'),
    'tiers': TIERS,
    'package_size': common.described(
        NUMBER | {'type': ['string', 'number', 'null']},
        'Pricing units in a package, for the model package.'),
    'free_quantity': common.described(
        NUMBER, 'Pricing units that are free for a project in a month. '
                'Default: 0.'),
    'minimum_seconds': common.described(
        SECONDS, 'A stretch of being billed counts for this long at least. '
                 'Default: 0.'),
    'increment_seconds': common.described(
        SECONDS, 'A stretch of being billed is rounded up to a multiple of '
                 'this. Default: 0, to the microsecond.'),
}

CREATE = common.closed({
    'meter': METER,
    'unit_price': common.described(
        NUMBER | {'type': ['string', 'number', 'null']},
        'What one pricing unit costs, or one package. Null for the models '
        'graduated and volume.'),
    'pricing_unit': common.described(
        common.NAME, 'What the price is for. Default: that of the meter.'),
    'currency': {
        'type': 'string', 'pattern': '^[A-Z]{3}$',
        'description': 'ISO 4217 code. Default: that of the cloud.'},
    'effective_from': common.described(
        common.TIME, f'{FULL_HOUR} Default: the next one.'),
} | TERMS, required=['meter'])

END = common.closed({
    'effective_until': common.described(
        common.TIME, f'{FULL_HOUR} Default: the next one.'),
}, required=())

PRICE = common.closed({
    'id': common.TEXT,
    'meter': common.TEXT,
    'unit_price': common.nullable(common.DECIMAL),
    'pricing_unit': common.TEXT,
    'currency': common.TEXT,
    'plan': common.TEXT,
    'flavor': common.nullable(common.TEXT),
    'volume_type': common.nullable(common.TEXT),
    'availability_zone': common.nullable(common.TEXT),
    'project_id': common.nullable(common.TEXT),
    'domain_id': common.nullable(common.TEXT),
    'model': MODELS,
    'tiers': common.list_of(common.closed({
        'up_to': common.nullable(common.DECIMAL),
        'unit_price': common.DECIMAL})),
    'package_size': common.nullable(common.DECIMAL),
    'free_quantity': common.DECIMAL,
    'minimum_seconds': SECONDS,
    'increment_seconds': SECONDS,
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
