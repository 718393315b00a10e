# SPDX-License-Identifier: Apache-2.0
"""What accounts owe for a month."""

from werkzeug import exceptions

from billing_ledger import exception
from billing_ledger.api import moments
from billing_ledger.api import operation
from billing_ledger.api import pagination
from billing_ledger.api import shares
from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import statement as schema
from billing_ledger.documents import formats
from billing_ledger.policies import statement as policy


def list_statements(request):
    """Answer with a page of the closed statements, the oldest first."""
    project_id = request.visible_project()
    found = request.books.statements.list(
        request.query.get('account_id'),
        moments.read_month(request.query, 'month'), project_id)
    shown, marker = pagination.page(
        sorted(found, key=_order), _order,
        request.query.get('limit', common.DEFAULT_LIMIT),
        request.query.get('marker'))
    return {'statements': _heads(request, shown, project_id),
            'links': pagination.links(request.http, marker)}


def show_statement(request, number):
    """Answer with a closed statement, or with the lines of the project."""
    project_id = request.visible_project()
    statement = request.books.statements.get(number)
    if request.caller.sees_all_projects():
        return shares.whole_with_lines(request.books, statement)
    shown = shares.with_lines(request.books, statement, project_id)
    if shown is None:
        # The same whether or not there is one: nobody may probe for others'.
        raise exception.StatementNotFound(number=number)
    return shown


def download_statement(request, number):
    """Answer with a closed statement as a document.

    It tells what all projects of the account owe, so its readers are those
    who see all of it.
    """
    project_id = request.visible_project()
    statement = request.books.statements.get(number)
    if not request.caller.sees_all_projects() and not shares.is_whole(
            request.books, statement, project_id):
        raise exception.StatementNotFound(number=number)
    name = request.query.get('format', 'pdf')
    return operation.File(
        request.books.documents.write(statement, name),
        formats.FORMATS[name].media_type, formats.file_name(statement, name))


def show_draft(request):
    """Answer with what would be owed for a month, in each currency."""
    month = (moments.read_month(request.query, 'month')
             or request.books.statements.this_month())
    account_id, project_id = _payer(request, month)
    drafts = request.books.statements.drafts(account_id, month)
    if request.caller.sees_all_projects():
        return {'statements': [shares.whole_with_lines(request.books, draft)
                               for draft in drafts]}
    shown = [shares.with_lines(request.books, draft, project_id)
             for draft in drafts]
    return {'statements': [each for each in shown if each is not None]}


def _payer(request, month):
    """Return (account whose draft to show, project that asks for it)."""
    account_id = request.query.get('account_id')
    if account_id is not None:
        if not request.caller.sees_all_projects():
            raise exceptions.Forbidden(
                'Only administrators name an account; ask for your project.')
        return account_id, None
    project_id = request.visible_project() or request.caller.project_id
    return request.books.statements.accounts.account_of(
        project_id, month), project_id


def _heads(request, statements, project_id):
    if request.caller.sees_all_projects():
        return [shares.whole(request.books, each) for each in statements]
    subtotals = request.books.statements.shares(project_id)
    return [shares.of_project(request.books, each, project_id,
                              subtotals[each.number]) for each in statements]


def _order(statement):
    """Return what statements are listed by: year, and number in it."""
    year, number = statement.number.split('-')
    return year, number.zfill(12)


OPERATIONS = [
    operation.Operation(
        operation_id='list_statements', method='GET', path='/v1/statements',
        handler=list_statements, policy=policy.LIST,
        summary='List the closed statements that have lines of a project.',
        query=schema.QUERY, response=schema.LIST_RESPONSE),
    operation.Operation(
        operation_id='show_draft', method='GET', path='/v1/statements/draft',
        handler=show_draft, policy=policy.DRAFT,
        summary='Show what would be owed for a month as of now, in each '
                'currency. A month that is closed owes nothing more.',
        query=schema.DRAFT_QUERY, response=schema.DRAFT_RESPONSE),
    operation.Operation(
        operation_id='show_statement', method='GET',
        path='/v1/statements/{number}',
        handler=show_statement, policy=policy.GET,
        summary='Show a closed statement.',
        response=schema.STATEMENT, errors=(404,)),
    operation.Operation(
        operation_id='download_statement', method='GET',
        path='/v1/statements/{number}/document',
        handler=download_statement, policy=policy.DOWNLOAD,
        summary='Get a closed statement as a document, if the project is the '
                'only one of its account.',
        query=schema.DOCUMENT_QUERY, response=schema.DOCUMENT,
        media_types=tuple(sorted({
            each.media_type.partition(';')[0]
            for each in formats.FORMATS.values()})),
        errors=(404, 422, 501)),
]
