# SPDX-License-Identifier: Apache-2.0
"""How charges came about, what things would cost, who changed what."""

import decimal

from werkzeug import exceptions

from billing_ledger import quote
from billing_ledger import text
from billing_ledger import times
from billing_ledger.api import operation
from billing_ledger.api import pagination
from billing_ledger.api import period
from billing_ledger.api.schemas import answer as schema
from billing_ledger.api.schemas import common
from billing_ledger.policies import answer as policy


def list_explanations(request):
    """Answer with a page of how the charges of a period came about."""
    wanted = period.query(request)
    found = request.books.explain(wanted)
    shown, marker = pagination.page(
        sorted(found, key=_order), _order,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    start, end = times.to_text(wanted.start), times.to_text(wanted.end)
    return {'explanations': [each.as_dict() for each in shown],
            'start': start, 'end': end,
            'links': pagination.links(request.http, marker, start=start,
                                      end=end)}


def get_quote(request):
    """Answer with what an instance would cost a project."""
    query = request.query
    project_id = request.visible_project() or request.caller.project_id
    cpu_percent = query.get('cpu_percent')
    return request.books.quote(
        quote.Flavor(query['flavor'], query['vcpus'], query['memory_mb'],
                     query['disk_gb'], query.get('availability_zone')),
        project_id,
        None if cpu_percent is None else decimal.Decimal(cpu_percent),
    ).as_dict()


def list_audit(request):
    """Answer with a page of who changed what, the newest first."""
    limit = request.query.get('limit', common.DEFAULT_LIMIT)
    found = request.books.audit(
        limit + 1, before_id=_before(request.query.get('marker')),
        kind=request.query.get('object_kind'),
        object_id=request.query.get('object_id'))
    marker = str(found[limit - 1].id) if len(found) > limit else None
    return {'audit': [record.as_dict() for record in found[:limit]],
            'links': pagination.links(request.http, marker)}


def _before(marker):
    if marker is None:
        return None
    if not (marker.isascii() and marker.isdigit() and len(marker) < 19):
        raise exceptions.BadRequest(
            'marker: take it from the next link of the page before.')
    return int(marker)


def _order(explanation):
    row = explanation.row
    return (row.project_id, row.resource_id, row.meter,
            times.to_text(explanation.price.effective_from), row.price_id,
            text.of_decimal(row.discount_percent))


OPERATIONS = [
    operation.Operation(
        operation_id='list_explanations', method='GET',
        path='/v1/explanations',
        handler=list_explanations, policy=policy.EXPLAIN,
        summary='List how the charges of a period came about: by which '
                'price, why, and how they were calculated.',
        query=schema.EXPLAIN_QUERY, response=schema.EXPLAIN_RESPONSE),
    operation.Operation(
        operation_id='get_quote', method='GET', path='/v1/quotes',
        handler=get_quote, policy=policy.QUOTE,
        summary='Get what an instance of a flavor would cost by the hour and '
                'the month.',
        query=schema.QUOTE_QUERY, response=schema.QUOTE_RESPONSE),
    operation.Operation(
        operation_id='list_audit', method='GET', path='/v1/audit',
        handler=list_audit, policy=policy.AUDIT,
        summary='List who changed what, the newest first.',
        query=schema.AUDIT_QUERY, response=schema.AUDIT_RESPONSE),
]
