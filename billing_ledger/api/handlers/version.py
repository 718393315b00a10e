# SPDX-License-Identifier: Apache-2.0
"""Which versions of the API there are."""

from billing_ledger.api import operation
from billing_ledger.api.schemas import version as schema


def list_versions(request):
    """Answer with the versions, as OpenStack clients discover them."""
    return {'versions': [{
        'id': 'v1.0',
        'status': 'CURRENT',
        'links': [{'rel': 'self', 'href': f'{request.http.url_root}v1/'}],
    }]}


OPERATIONS = [
    operation.Operation(
        operation_id='list_versions', method='GET', path='/',
        handler=list_versions, policy=None,
        summary='List the versions of the API. Needs no token.',
        response=schema.RESPONSE),
]
