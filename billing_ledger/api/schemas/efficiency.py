# SPDX-License-Identifier: Apache-2.0
"""What GET /v1/efficiency takes and answers."""

from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import period

QUERY = common.closed({
    name: schema for name, schema in period.QUERY['properties'].items()
    if name != 'group_by'}, required=())

_UNKNOWN = 'Null where nothing was counted: then nobody knows.'

RESPONSE = common.closed({'efficiency': common.list_of(common.closed({
    'project_id': common.TEXT,
    'resource_id': common.TEXT,
    'resource_name': common.nullable(common.TEXT),
    'meter': common.TEXT,
    'allocated': common.described(common.DECIMAL, 'In pricing units.'),
    'used': common.described(common.nullable(common.DECIMAL), _UNKNOWN),
    'pricing_unit': common.TEXT,
    'share_used': common.described(
        common.nullable(common.DECIMAL), f'Used by allocated. {_UNKNOWN}'),
    'currency': common.described(
        common.nullable(common.TEXT), 'Null for what has no price.'),
    'unused_amount': common.described(
        common.nullable(common.DECIMAL),
        f'The part of the cost that was not used. {_UNKNOWN}'),
}))} | period.ANSWERED)
