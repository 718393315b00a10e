# SPDX-License-Identifier: Apache-2.0
"""The description of the API for machines."""

from billing_ledger.api import openapi
from billing_ledger.api import operation
from billing_ledger.api.schemas import openapi as schema
from billing_ledger.policies import openapi as policy


def show_openapi(request):
    """Answer with the OpenAPI document of the operations served here."""
    return openapi.document(request.operations)


OPERATIONS = [
    operation.Operation(
        operation_id='show_openapi', method='GET', path='/v1/openapi.json',
        handler=show_openapi, policy=policy.GET,
        summary='Fetch this document.', response=schema.RESPONSE),
]
