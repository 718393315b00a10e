# SPDX-License-Identifier: Apache-2.0
"""What the usage of projects costs."""

from billing_ledger import text
from billing_ledger.api import operation
from billing_ledger.api import period
from billing_ledger.api.schemas import charge as schema
from billing_ledger.policies import charge as policy


def list_charges(request):
    """Answer with a page of what a period costs, and with the whole sum."""
    sheet = request.books.charges(period.query(request))
    answer = period.answer(request, 'charges', sheet)
    answer['totals'] = [
        {'currency': currency, 'amount': text.of_amount(amount)}
        for currency, amount in sorted(sheet.totals.items())]
    return answer


OPERATIONS = [
    operation.Operation(
        operation_id='list_charges', method='GET', path='/v1/charges',
        handler=list_charges, policy=policy.LIST,
        summary='List what the usage of a period costs.',
        query=schema.QUERY, response=schema.RESPONSE),
]
