# SPDX-License-Identifier: Apache-2.0
"""Read from a request which usage or charges are wanted, and answer pages."""

from billing_ledger import report
from billing_ledger import text
from billing_ledger import times
from billing_ledger.api import moments
from billing_ledger.api import pagination
from billing_ledger.api.schemas import common


def query(request):
    """Return the question that the query parameters put to the ledger."""
    given = request.query
    wanted = report.Query(
        start=moments.read(given, 'start') or request.books.this_month(),
        end=moments.read(given, 'end') or request.books.now(),
        project_id=request.visible_project(),
        resource_id=given.get('resource_id'))
    if 'group_by' in given:
        wanted = wanted._replace(group_by=tuple(given['group_by']))
    return wanted


def answer(request, name, sheet):
    """Return the document with one page of what the ledger found."""
    start, end = times.to_text(sheet.start), times.to_text(sheet.end)
    shown, marker = pagination.page(
        sorted(sheet.rows, key=_identity), _identity,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    return {
        name: [row.as_dict() for row in shown],
        'start': start,
        'end': end,
        'links': pagination.links(request.http, marker, start=start, end=end),
    }


def _identity(row):
    """Return what a row is about: unlike names, it never changes."""
    return (row.project_id, row.resource_id or '',
            row.day.isoformat() if row.day else '', row.user_id or '',
            row.meter or '', getattr(row, 'price_id', None) or '',
            getattr(row, 'currency', ''),
            text.of_decimal(getattr(row, 'discount_percent', None)) or '')
