# SPDX-License-Identifier: Apache-2.0
"""What GET /v1/meters answers."""

from billing_ledger.api.schemas import common

METER = common.closed({
    'name': common.TEXT,
    'unit': common.described(common.TEXT, 'The base unit of quantities.'),
    'pricing_unit': common.described(common.TEXT, 'What prices are for.'),
    'description': common.TEXT,
})

RESPONSE = common.closed({'meters': common.list_of(METER)})
