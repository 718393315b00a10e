# SPDX-License-Identifier: Apache-2.0
"""What GET /v1/charges takes and answers."""

from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import period

QUERY = period.QUERY

ROW = common.closed(period.LABELS | {
    'price_id': common.TEXT,
    'price': common.described(
        common.nullable(common.DECIMAL),
        'Of one pricing unit; null where tiers, packages or a free allowance '
        'make it another amount.'),
    'pricing_unit': common.TEXT,
    'discount_percent': common.described(
        common.DECIMAL, 'Is taken off the list amount.'),
    'currency': common.TEXT,
    'list_amount': common.described(
        common.DECIMAL, 'What it would cost without the discount.'),
    'amount': common.described(
        common.DECIMAL, 'What it costs, with ten decimals.'),
}, required=['project_id', 'currency', 'list_amount', 'amount'])

TOTAL = common.closed({
    'currency': common.TEXT,
    'amount': common.described(
        common.DECIMAL, 'The sum of all rows, those of other pages too.'),
})

RESPONSE = common.closed({
    'charges': common.list_of(ROW),
    'totals': common.list_of(TOTAL),
} | period.ANSWERED)
