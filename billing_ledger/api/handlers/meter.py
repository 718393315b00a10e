# SPDX-License-Identifier: Apache-2.0
"""What is measured."""

from billing_ledger.api import operation
from billing_ledger.api.schemas import meter as schema
from billing_ledger.metering import meters
from billing_ledger.policies import meter as policy


def list_meters(request):
    """Answer with all meters and their units."""
    return {'meters': [
        {name: getattr(meter, name) for name in schema.METER['properties']}
        for meter in meters.METERS.values()]}


OPERATIONS = [
    operation.Operation(
        operation_id='list_meters', method='GET', path='/v1/meters',
        handler=list_meters, policy=policy.LIST,
        summary='List the meters and their units.',
        response=schema.RESPONSE),
]
