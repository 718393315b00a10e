# SPDX-License-Identifier: Apache-2.0
"""What projects used."""

from billing_ledger.api import operation
from billing_ledger.api import period
from billing_ledger.api.schemas import usage as schema
from billing_ledger.policies import usage as policy


def list_usage(request):
    """Answer with a page of what the instances used in a period."""
    sheet = request.books.usage(period.query(request))
    return period.answer(request, 'usage', sheet)


OPERATIONS = [
    operation.Operation(
        operation_id='list_usage', method='GET', path='/v1/usage',
        handler=list_usage, policy=policy.LIST,
        summary='List what was used in a period.',
        query=schema.QUERY, response=schema.RESPONSE),
]
