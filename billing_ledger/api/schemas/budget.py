# SPDX-License-Identifier: Apache-2.0
"""What the operations on /v1/budgets take and answer."""

from billing_ledger.api.schemas import common
from billing_ledger.budgets import budget as budgets

QUERY = common.closed({
    'project_id': common.described(
        common.ID, 'Default: the own project; for administrators all.'),
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

_THRESHOLDS = {
    'type': 'array', 'maxItems': budgets.MOST_THRESHOLDS,
    'items': {'type': 'integer', 'minimum': 1,
              'maximum': budgets.LARGEST_PERCENT}}
_SPENT = ('Percentages of the amount at which a notice is sent, once a month. '
          'Default: 50, 80, 100.')
_EXPECTED = ('The same, of what the whole month is expected to cost. Default: '
             'none.')
_ACTION = {
    'enum': list(budgets.ACTIONS), 'description':
    'What happens to active instances beyond the amount, where the cloud '
    'enforces budgets; notify (the default) means nothing.'}
_GRACE = {
    'type': 'integer', 'minimum': 0, 'maximum': budgets.LONGEST_GRACE,
    'description': 'Seconds between the notice of the action and the action. '
                   'Default: 86400.'}

SET = common.closed({
    'amount': common.described(
        common.POSITIVE_NUMBER, 'What a calendar month may cost.'),
    'currency': common.described(
        common.CURRENCY, 'ISO 4217. Default: that of the cloud. Charges in '
                         'others are not counted.'),
    'thresholds': common.described(_THRESHOLDS, _SPENT),
    'forecast_thresholds': common.described(_THRESHOLDS, _EXPECTED),
    'action': _ACTION,
    'grace_seconds': _GRACE,
}, required=['amount'])

BUDGET = common.closed({
    'project_id': common.TEXT,
    'amount': common.DECIMAL,
    'currency': common.TEXT,
    'thresholds': common.described(_THRESHOLDS, _SPENT),
    'forecast_thresholds': common.described(_THRESHOLDS, _EXPECTED),
    'action': _ACTION,
    'grace_seconds': _GRACE,
    'changed_at': common.TIME,
    'changed_by': common.described(
        common.nullable(common.TEXT), 'Id of a user.'),
    'action_due_at': common.described(
        common.nullable(common.TIME),
        'When the action that was announced this month is due; null: none '
        'was.'),
})

LIST_RESPONSE = common.closed({
    'budgets': common.list_of(BUDGET),
    'links': common.LINKS,
})
