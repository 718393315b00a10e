# SPDX-License-Identifier: Apache-2.0
"""The whole price book as YAML, and what prices would have made."""

from billing_ledger import report
from billing_ledger import times
from billing_ledger.api import moments
from billing_ledger.api import operation
from billing_ledger.api.schemas import price_book as schema
from billing_ledger.book_file import writer
from billing_ledger.policies import price_book as policy
from billing_ledger.rating import wish


def get_price_book(request):
    """Answer with the price book that is in force."""
    at = moments.read(request.query, 'at') or request.books.now()
    return {'book': writer.write(request.books.prices.book(), at)}


def replace_price_book(request):
    """Make the price book what the body says; answer with what changed."""
    return request.books.importer.apply(
        request.body['book'], moments.read(request.body, 'effective_from'),
        by=request.caller.actor,
        dry_run=request.body.get('dry_run', False)).counts()


def preview_prices(request):
    """Answer with what prices would have made of a period, by project."""
    books = request.books
    start, end = books.last_month()
    start = moments.read(request.body, 'start') or start
    end = moments.read(request.body, 'end') or end
    rows = books.preview(
        [wish.price(each, books.currency, books.next_full_hour())
         for each in request.body['prices']], report.Query(start, end))
    return {'start': times.to_text(start), 'end': times.to_text(end),
            'projects': [row.as_dict() for row in rows]}


OPERATIONS = [
    operation.Operation(
        operation_id='get_price_book', method='GET', path='/v1/price_book',
        handler=get_price_book, policy=policy.GET,
        summary='Get the price book in force as YAML.',
        query=schema.GET_QUERY, response=schema.BOOK),
    operation.Operation(
        operation_id='replace_price_book', method='PUT',
        path='/v1/price_book',
        handler=replace_price_book, policy=policy.REPLACE,
        summary='Make the price book what a YAML text says, from a full hour '
                'on; after an error nothing is changed.',
        body=schema.REPLACE, response=schema.CHANGES, errors=(409,)),
    operation.Operation(
        operation_id='preview_prices', method='POST',
        path='/v1/prices/preview',
        handler=preview_prices, policy=policy.PREVIEW,
        summary='See what prices would have made of a period, by project; '
                'nothing is saved.',
        body=schema.PREVIEW, response=schema.PREVIEW_RESPONSE),
]
