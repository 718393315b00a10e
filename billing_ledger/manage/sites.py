# SPDX-License-Identifier: Apache-2.0
"""billing-manage site: one bill for several regions, and who owes whom."""

import pathlib

from billing_ledger import exception
from billing_ledger.manage import arguments
from billing_ledger.manage import output
from billing_ledger.sites import homes
from billing_ledger.sites import merge as merging
from billing_ledger.sites import settlement
from billing_ledger.sites import site as sites
from billing_ledger.sites import site_file

_PART_COLUMNS = ('region', 'number', 'lines', 'subtotal')
_DEBT_COLUMNS = ('currency', 'debtor', 'creditor', 'amount', 'lines')
_BALANCE_COLUMNS = ('currency', 'region', 'amount')


def add_parsers(commands):
    parser = commands.add_parser(
        'site', help='one bill for several regions, and who owes whom',
        description='Each region has a ledger of its own. What they charge '
                    'for a month is exported there, and brought together '
                    'anywhere.')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    parser = actions.add_parser(
        'export', help='write what this region charges for a month, as JSON')
    parser.add_argument('--month', required=True, type=arguments.month,
                        metavar='MONTH', help='such as 2026-10')
    parser.set_defaults(run=export)
    parser = actions.add_parser('merge', help='make one bill of all sites')
    _add_files(parser)
    parser.add_argument('--account', dest='accounts', action='append',
                        metavar='ID',
                        help='what the account is called; once for each id, '
                             'where sites have different ones (default: a '
                             'bill for each account)')
    parser.set_defaults(run=merge)
    parser = actions.add_parser(
        'settle', help='say what sites owe each other',
        description='The region that a project is at home in owes others '
                    'what they charge for it, before tax.')
    _add_files(parser)
    parser.add_argument('--homes', metavar='FILE',
                        help='YAML file that says where projects are at home '
                             '(default: option [billing] home_regions)')
    parser.set_defaults(run=settle)


def _add_files(parser):
    # They need no tables: this may run where there is no ledger.
    parser.set_defaults(needs_tables=False)
    parser.add_argument('files', nargs='+', metavar='FILE',
                        help='what "site export" wrote, of one month')


def export(books, args):
    print(site_file.write(sites.collect(books, args.month)))
    return 0


def merge(_books, args):
    found = _read(args.files)
    wanted = ([args.accounts] if args.accounts
              else [[each] for each in merging.accounts_of(found)])
    bills = [bill for ids in wanted for bill in merging.merge(found, ids)]
    if args.format == output.JSON:
        output.show([bill.as_dict() for bill in bills], args.format)
        return 0
    for bill in bills:
        _show(bill.as_dict())
    return 0


def _show(bill):
    parts = bill.pop('parts')
    account = bill.pop('account')
    output.show_one({f'account_{name}': value for name, value
                     in account.items()} | bill, output.TABLE)
    output.show([part | {'lines': len(part['lines'])} for part in parts],
                output.TABLE, _PART_COLUMNS)


def settle(books, args):
    found = settlement.settle(_read(args.files), _homes(books, args.homes))
    tables = {name: [row.as_dict() for row in rows]
              for name, rows in found._asdict().items()}
    if args.format == output.JSON:
        output.show_one(tables, args.format)
        return 0
    for title, name, columns in (
            ('Debts', 'debts', _DEBT_COLUMNS),
            ('Set off against each other', 'net', _DEBT_COLUMNS),
            ('What each region gets', 'balances', _BALANCE_COLUMNS)):
        print(f'{title}:')
        output.show(tables[name], args.format, columns)
    return 0


def _homes(books, path):
    path = path or books.home_regions
    if path is None:
        raise exception.InvalidQuery(
            reason='Say where projects are at home: with --homes, or with '
                   'option [billing] home_regions.')
    return homes.read(_content(path, homes.lines.LARGEST_FILE).decode(
        'utf-8', 'backslashreplace'))


def _read(paths):
    return [site_file.read(_content(path, site_file.LARGEST_FILE), path)
            for path in paths]


def _content(path, most):
    """Return the bytes of a file; of a huge one, one more than are read."""
    with pathlib.Path(path).open('rb') as file:
        return file.read(most + 1)
