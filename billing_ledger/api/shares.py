# SPDX-License-Identifier: Apache-2.0
"""What the readers of a project learn of a statement that several share.

Of an account that pays for their project alone they see all. Otherwise they
see the lines of their project and the sum of these; not what the others owe,
nor the tax, the total and the credits, which would tell it.
"""

from billing_ledger import text
from billing_ledger.db import statements as stored
from billing_ledger.statements import plain

_HIDDEN = ('tax', 'total', 'digest')
_HIDDEN_OF_ACCOUNT = ('address', 'tax_id')


def whole(books, statement):
    """Return a Statement as those see it who see all."""
    return plain.of_head(statement) | {
        'month': str(books.statements.month_of(statement)), 'partial': False}


def whole_with_lines(books, statement):
    """Return a Statement with all of its lines."""
    return whole(books, statement) | {
        'lines': [plain.of_tuple(line) for line in statement.lines]}


def of_project(books, statement, project_id, subtotal):
    """Return a Statement, without its lines, as a project sees it.

    :param subtotal: what the lines of the project add up to
    """
    if _is_of_one(books, statement, project_id):
        return whole(books, statement)
    return _partial(books, statement, subtotal)


def is_whole(books, statement, project_id):
    """Tell whether a project sees all of a statement."""
    return (project_id in stored.by_project(statement.lines)
            and _is_of_one(books, statement, project_id))


def with_lines(books, statement, project_id):
    """Return a Statement with its lines as a project sees it.

    :returns: a dict for JSON, or None where the project has no lines
    """
    subtotal = stored.by_project(statement.lines).get(project_id)
    if subtotal is None:
        return None
    if _is_of_one(books, statement, project_id):
        return whole_with_lines(books, statement)
    return _partial(books, statement, subtotal) | {
        'lines': [plain.of_tuple(line) for line in statement.lines
                  if line.project_id == project_id]}


def _partial(books, statement, subtotal):
    found = whole(books, statement)
    return found | dict.fromkeys(_HIDDEN) | {
        'account': found['account'] | dict.fromkeys(_HIDDEN_OF_ACCOUNT),
        'partial': True, 'subtotal': text.of_amount(subtotal)}


def _is_of_one(books, statement, project_id):
    """Tell whether the account never paid for another project until then."""
    return pays_for_one(books, statement.account.id, project_id,
                        books.statements.month_of(statement))


def pays_for_one(books, account_id, project_id, month):
    """Tell whether an account paid for no other project until a Month."""
    if account_id == project_id:
        return True
    return {project_id} == {
        each.project_id
        for each in books.statements.accounts.projects(account_id)
        if each.account_id == account_id and each.from_month <= str(month)}
