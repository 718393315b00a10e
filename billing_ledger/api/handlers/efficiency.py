# SPDX-License-Identifier: Apache-2.0
"""What was allocated and not used, and what that cost."""

from billing_ledger import times
from billing_ledger.api import operation
from billing_ledger.api import pagination
from billing_ledger.api import period
from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import efficiency as schema
from billing_ledger.policies import efficiency as policy


def list_efficiency(request):
    """Answer with a page of how well resources use what they have."""
    wanted = period.query(request)
    shown, marker = pagination.page(
        sorted(request.books.efficiency(wanted), key=_order), _order,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    start, end = times.to_text(wanted.start), times.to_text(wanted.end)
    return {'efficiency': [row.as_dict() for row in shown],
            'start': start, 'end': end,
            'links': pagination.links(request.http, marker, start=start,
                                      end=end)}


def _order(row):
    return row.project_id, row.resource_id, row.meter


OPERATIONS = [
    operation.Operation(
        operation_id='list_efficiency', method='GET', path='/v1/efficiency',
        handler=list_efficiency, policy=policy.LIST,
        summary='List what was allocated and not used, and what that cost.',
        query=schema.QUERY, response=schema.RESPONSE),
]
