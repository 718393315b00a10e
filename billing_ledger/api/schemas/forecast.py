# SPDX-License-Identifier: Apache-2.0
"""What GET /v1/forecast takes and answers."""

from billing_ledger.api.schemas import common

QUERY = common.closed({
    'project_id': common.described(
        common.ID, 'The project. Default: that of the token; for '
                   'administrators all projects together.'),
}, required=())

RESPONSE = common.closed({'forecasts': common.list_of(common.closed({
    'currency': common.TEXT,
    'spent': common.described(
        common.DECIMAL, 'What the month has cost until now.'),
    'expected': common.described(
        common.DECIMAL, 'What it will cost, if the rest is as the last seven '
                        'whole days were.'),
    'low': common.described(
        common.DECIMAL, 'If the rest is as the three cheapest of them.'),
    'high': common.described(
        common.DECIMAL, 'If the rest is as the three dearest of them.'),
    'last_month': common.described(
        common.DECIMAL, 'What the month before cost.'),
    'last_month_to_date': common.described(
        common.DECIMAL, 'What it had cost when it was as old as this month '
                        'is.'),
}))})
