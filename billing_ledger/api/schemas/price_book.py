# SPDX-License-Identifier: Apache-2.0
"""What the operations on /v1/price_book and the preview take and answer."""

from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import price

GET_QUERY = common.closed({
    'at': common.described(
        common.TIME, 'As it is in force then. Default: now.'),
}, required=())

BOOK = common.closed({'book': common.described(
    common.TEXT, 'The price book as YAML.')})

REPLACE = common.closed({
    'book': common.described(
        {'type': 'string', 'minLength': 1}, 'The price book as YAML.'),
    'effective_from': common.described(
        common.TIME, f'{price.FULL_HOUR} Default: the next one.'),
    'dry_run': common.described(
        {'type': 'boolean'}, 'Whether to say only what would change.'),
}, required=['book'])

_COUNT = {'type': 'integer', 'minimum': 0}
CHANGES = common.closed(dict.fromkeys(
    ('new_prices', 'ended_prices', 'new_discounts', 'ended_discounts',
     'assignments'), _COUNT))

PREVIEW = common.closed({
    'prices': {'type': 'array', 'minItems': 1, 'maxItems': 1000,
               'items': price.CREATE},
    'start': common.described(
        common.TIME, 'Beginning of the period. Default: last month.'),
    'end': common.described(
        common.TIME, 'End of the period. Default: last month.'),
}, required=['prices'])

PREVIEW_RESPONSE = common.closed({
    'start': common.TIME,
    'end': common.TIME,
    'projects': common.list_of(common.closed({
        'project_id': common.TEXT, 'currency': common.TEXT,
        'before': common.DECIMAL, 'after': common.DECIMAL,
        'difference': common.DECIMAL})),
})
