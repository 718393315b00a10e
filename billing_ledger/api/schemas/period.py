# SPDX-License-Identifier: Apache-2.0
"""What usage and charges have in common: a period, and how it is split."""

from billing_ledger import report
from billing_ledger.api.schemas import common

QUERY = common.closed({
    'start': common.described(
        common.TIME,
        'Beginning of the period, ISO 8601; without a time zone it is UTC. '
        'Default: the first of this month in the billing time zone.'),
    'end': common.described(
        common.TIME,
        'End of the period, which is not part of it any more. Default: now.'),
    'project_id': common.described(
        common.ID,
        'The project to show. Default: the project of the token; for '
        'administrators all projects.'),
    'resource_id': common.described(
        common.ID,
        'Show this instance, image, volume, snapshot or address alone.'),
    'group_by': {
        'type': 'array', 'uniqueItems': True,
        'items': {'type': 'string', 'enum': list(report.GROUPINGS)},
        'default': ['resource', 'meter'],
        'description': 'What to split the rows by, separated by commas. Rows '
                       'are always split by project.'},
    'limit': common.LIMIT,
    'marker': common.MARKER,
}, required=())

# What a row is not split by is left out of it.
LABELS = {
    'project_id': common.TEXT,
    'resource_id': common.TEXT,
    'resource_name': common.described(
        common.TEXT, 'What the user called it, exactly as typed.'),
    'user_id': common.described(common.TEXT, 'Who created it.'),
    'day': common.described(
        common.DATE, 'A day of the billing time zone.'),
    'meter': common.TEXT,
    'quantity': common.described(
        common.DECIMAL, 'In the base unit of the meter, exact.'),
    'unit': common.described(common.TEXT, 'The base unit of the meter.'),
}

ANSWERED = {
    'start': common.TIME,
    'end': common.TIME,
    'links': common.LINKS,
}
