# SPDX-License-Identifier: Apache-2.0
"""What explanations, quotes and the audit records take and answer."""

from billing_ledger.api.schemas import charge
from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import discount
from billing_ledger.api.schemas import period
from billing_ledger.api.schemas import price
from billing_ledger.facts import fields

EXPLAIN_QUERY = common.closed({
    name: schema for name, schema in period.QUERY['properties'].items()
    if name != 'group_by'}, required=())

STEP = common.closed({
    'start': common.TIME, 'end': common.TIME,
    'project_before': common.described(
        common.DECIMAL, 'What the project had used in the month before, in '
                        'pricing units.'),
    'project_after': common.DECIMAL,
    'project_cost': common.described(
        common.DECIMAL, 'What the month costs more by this.'),
    'quantity': common.described(
        common.DECIMAL, 'What the resource used of it.'),
    'list_amount': common.described(
        common.DECIMAL, 'Its share of the cost, in proportion.')})

EXPLANATION = common.closed({
    'charge': charge.ROW,
    'price': price.PRICE,
    'version': common.described(
        {'type': 'integer', 'minimum': 1},
        'Counts the prices for the same, from the first one.'),
    'reason': common.described(common.TEXT, 'Why this price applies.'),
    'instead_of': common.described(
        common.list_of(common.TEXT),
        'Ids of less specific prices that would have applied.'),
    'discount': discount.DISCOUNT | {'type': ['object', 'null']},
    'calculation': common.TEXT,
    'steps': common.list_of(STEP),
})

EXPLAIN_RESPONSE = common.closed(
    {'explanations': common.list_of(EXPLANATION)} | period.ANSWERED)

_SIZE = {'type': 'integer', 'minimum': 0, 'maximum': fields.LARGEST_SIZE}
QUOTE_QUERY = common.closed({
    'flavor': common.described(common.NAME, 'Name of the flavor.'),
    'vcpus': common.described(_SIZE, 'Its virtual CPUs.'),
    'memory_mb': common.described(_SIZE, 'Its memory in MiB.'),
    'disk_gb': common.described(
        _SIZE, 'Its root and ephemeral disk in GiB.'),
    'availability_zone': common.described(
        common.NAME, 'Where it would run. Default: anywhere.'),
    'cpu_percent': common.described(
        {'type': 'integer', 'minimum': 0, 'maximum': 100},
        'How busy its vCPUs would be. Without it CPU time is among what is '
        'charged by use.'),
    'project_id': common.described(
        common.ID, 'Whose prices apply. Default: the project of the token.'),
}, required=['flavor', 'vcpus', 'memory_mb', 'disk_gb'])

QUOTE_RESPONSE = common.closed({
    'rows': common.list_of(common.closed({
        'meter': common.TEXT, 'price_id': common.TEXT,
        'price': common.nullable(common.DECIMAL),
        'pricing_unit': common.TEXT,
        'quantity_per_hour': common.described(
            common.DECIMAL, 'In pricing units.'),
        'per_hour': common.DECIMAL, 'per_month': common.DECIMAL})),
    'by_use': common.described(
        common.list_of(price.PRICE),
        'Prices of what is counted as it is used.'),
    'currency': common.nullable(common.TEXT),
    'hours_per_month': {'type': 'integer'},
    'per_hour': common.DECIMAL,
    'per_month': common.DECIMAL,
})

AUDIT_QUERY = common.closed({
    'object_kind': common.described(
        common.NAME, 'For example price, discount, plan.'),
    'object_id': common.described(common.NAME, 'Of this object alone.'),
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

_STATE = {'type': ['object', 'null']}
AUDIT_RESPONSE = common.closed({
    'audit': common.list_of(common.closed({
        'id': {'type': 'integer'}, 'at': common.TIME,
        'user_id': common.nullable(common.TEXT),
        'request_id': common.nullable(common.TEXT),
        'action': common.TEXT, 'object_kind': common.TEXT,
        'object_id': common.TEXT,
        'before': common.described(_STATE, 'Null for what was not there.'),
        'after': _STATE})),
    'links': common.LINKS,
})
