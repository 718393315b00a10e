# SPDX-License-Identifier: Apache-2.0
"""billing-manage price import and export: whole price books as YAML."""

import importlib.resources
import pathlib
import sys

from billing_ledger import report
from billing_ledger.book_file import writer
from billing_ledger.manage import arguments
from billing_ledger.manage import output

_PREVIEW_COLUMNS = ('project_id', 'currency', 'before', 'after', 'difference')


def add_actions(actions):
    """Add the actions on price books to those on prices."""
    parser = actions.add_parser(
        'import', help='make the price book what a file says',
        description='Make the price book what a YAML file says, from a full '
                    'hour on: prices that are the same stay, others get a new '
                    'version, what the file does not have ends. After an '
                    'error nothing is changed.')
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument('file', nargs='?', metavar='FILE',
                        help='- stands for standard input')
    source.add_argument('--sample', choices=_samples(), metavar='NAME',
                        help='a book that comes along: '
                             f'{", ".join(_samples())}')
    parser.add_argument('--from', dest='effective_from', metavar='TIME',
                        type=arguments.moment,
                        help='a full hour (default: the next); may lie in the '
                             'past where no price was in force')
    parser.add_argument('--dry-run', action='store_true',
                        help='change nothing; show what the book would have '
                             'made of last month, by project')
    parser.set_defaults(run=import_book)
    parser = actions.add_parser(
        'export', help='write the price book that is in force as YAML')
    parser.add_argument('--at', metavar='TIME', type=arguments.moment,
                        help='as it is in force then (default: now)')
    parser.set_defaults(run=export_book)


def import_book(books, args):
    changes = books.importer.apply(
        _read(args), args.effective_from, by=arguments.operator(),
        dry_run=args.dry_run, allow_past=True)
    if args.dry_run:
        show_preview(books, changes.new_prices, args.format)
        return 0
    output.show_one(changes.counts(), args.format)
    return 0


def export_book(books, args):
    sys.stdout.write(writer.write(books.prices.book(),
                                  args.at or books.now()))
    return 0


def show_preview(books, new_prices, form):
    """Print what prices would have made of last month."""
    start, end = books.last_month()
    rows = books.preview(new_prices, report.Query(start, end))
    output.show([row.as_dict() for row in rows], form, _PREVIEW_COLUMNS)


def _samples():
    folder = importlib.resources.files('billing_ledger.price_books')
    return sorted(each.name.removesuffix('.yaml') for each in folder.iterdir()
                  if each.name.endswith('.yaml'))


def _read(args):
    if args.sample:
        folder = importlib.resources.files('billing_ledger.price_books')
        return folder.joinpath(f'{args.sample}.yaml').read_text()
    content = (sys.stdin.buffer.read() if args.file == '-'
               else pathlib.Path(args.file).read_bytes())
    return content.decode('utf-8', 'backslashreplace')
