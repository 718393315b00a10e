# SPDX-License-Identifier: Apache-2.0
"""billing-manage statement: what accounts owe for a month."""

import pathlib
import sys

from billing_ledger.documents import formats
from billing_ledger.manage import arguments
from billing_ledger.manage import output
from billing_ledger.statements import plain

_COLUMNS = ('number', 'month', 'account', 'currency', 'subtotal', 'tax',
            'total', 'issued_at')
_LINE_COLUMNS = ('kind', 'project_id', 'resource_group', 'resource',
                 'description', 'quantity', 'unit', 'unit_price',
                 'list_amount', 'amount', 'refers_to')


def add_parsers(commands):
    parser = commands.add_parser('statement',
                                 help='what accounts owe for a month')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    parser = actions.add_parser('list', help='show the closed statements')
    parser.add_argument('--account', metavar='ID', help='of this account')
    _add_month(parser, 'for this month, such as 2026-10')
    parser.set_defaults(run=list_statements)
    parser = actions.add_parser('show', help='show a closed statement')
    parser.add_argument('number', metavar='NUMBER')
    parser.set_defaults(run=show)
    parser = actions.add_parser(
        'write', help='write a closed statement as a document')
    parser.add_argument('number', metavar='NUMBER')
    parser.add_argument('--as', dest='document', choices=formats.FORMATS,
                        default='pdf', help='(default: pdf)')
    parser.add_argument('--output', metavar='FILE',
                        help='where to; - is standard output (default: '
                             'statement-NUMBER and the suffix of the format)')
    parser.set_defaults(run=write)
    parser = actions.add_parser(
        'draft', help='show what an account would owe as of now')
    parser.add_argument('account_id', metavar='ACCOUNT_ID',
                        help='an account, or a project that pays for itself')
    _add_month(parser, 'for this month (default: the current one)')
    parser.set_defaults(run=draft)
    parser = actions.add_parser(
        'close', help='issue the statements of a month',
        description='Issue the statements of a month to all accounts. It may '
                    'be done again, and by several at once: each statement '
                    'is issued once, and never changes.')
    _add_month(parser, 'the month (default: all that are due)')
    parser.add_argument('--dry-run', action='store_true',
                        help='only show what would be issued')
    parser.set_defaults(run=close)


def _add_month(parser, help_text):
    parser.add_argument('--month', type=arguments.month, metavar='MONTH',
                        help=help_text)


def list_statements(books, args):
    return _show_heads(books, books.statements.list(args.account, args.month),
                       args.format)


def show(books, args):
    _show_whole(books.statements.get(args.number), args.format)
    return 0


def write(books, args):
    statement = books.statements.get(args.number)
    content = books.documents.write(statement, args.document)
    if args.output == '-':
        sys.stdout.buffer.write(content)
        return 0
    path = args.output or formats.file_name(statement, args.document)
    pathlib.Path(path).write_bytes(content)
    output.show_one({'file': path, 'bytes': len(content)}, args.format)
    return 0


def draft(books, args):
    drafts = books.statements.drafts(
        args.account_id, args.month or books.statements.this_month())
    if args.format == output.JSON:
        output.show([plain.of_statement(each) for each in drafts],
                    args.format)
        return 0
    for each in drafts:
        _show_whole(each, args.format)
    return 0


def close(books, args):
    wanted = [args.month] if args.month else books.statements.closing.due()
    work = (books.statements.would_close if args.dry_run
            else books.statements.closing.close)
    return _show_heads(
        books, [statement for month in wanted for statement in work(month)],
        args.format)


def _show_heads(books, statements, form):
    if form == output.JSON:
        output.show([plain.of_head(each) for each in statements], form)
        return 0
    output.show([_row(books, each) for each in statements], form, _COLUMNS)
    return 0


def _row(books, statement):
    return plain.of_head(statement) | {
        'account': statement.account.name,
        'month': str(books.statements.month_of(statement))}


def _show_whole(statement, form):
    if form == output.JSON:
        output.show_one(plain.of_statement(statement), form)
        return
    head = plain.of_head(statement)
    account = head.pop('account')
    output.show_one({f'account_{name}': value for name, value
                     in account.items()} | head, form)
    output.show([_line(line) for line in statement.lines], form,
                _LINE_COLUMNS)


def _line(line):
    return plain.of_tuple(line) | {
        'resource': line.resource_name or line.resource_id}
