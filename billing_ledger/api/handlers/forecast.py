# SPDX-License-Identifier: Apache-2.0
"""What the current month will cost."""

from billing_ledger.api import operation
from billing_ledger.api.schemas import forecast as schema
from billing_ledger.policies import forecast as policy


def get_forecast(request):
    """Answer with a forecast in each currency."""
    found = request.books.forecast(request.visible_project())
    return {'forecasts': [each.as_dict() for each in found]}


OPERATIONS = [
    operation.Operation(
        operation_id='get_forecast', method='GET', path='/v1/forecast',
        handler=get_forecast, policy=policy.GET,
        summary='Get what the current month will cost, and what the one '
                'before did.',
        query=schema.QUERY, response=schema.RESPONSE),
]
