# SPDX-License-Identifier: Apache-2.0
"""Entry point of billing-manage."""

import argparse
import sys
import zlib

from oslo_config import cfg
from oslo_db import exception as db_exception

from billing_ledger import conf as configuration
from billing_ledger import exception
from billing_ledger import ledger
from billing_ledger.manage import accounts
from billing_ledger.manage import answers
from billing_ledger.manage import budgets
from billing_ledger.manage import credits
from billing_ledger.manage import database
from billing_ledger.manage import facts
from billing_ledger.manage import notices
from billing_ledger.manage import output
from billing_ledger.manage import plans
from billing_ledger.manage import prices
from billing_ledger.manage import projects
from billing_ledger.manage import reconciled
from billing_ledger.manage import reports
from billing_ledger.manage import sites
from billing_ledger.manage import statements
from billing_ledger.manage import wallets


def main(argv=None):
    """Run one command; return its exit status."""
    args = _parser().parse_args(argv)
    args.format = getattr(args, 'format', output.TABLE)
    try:
        books = ledger.open_ledger(_read_conf(args))
        if args.needs_tables:
            books.check_schema()
        return args.run(books, args)
    except BrokenPipeError:
        sys.stderr.close()           # the reader has seen enough
        return 0
    except (EOFError, zlib.error) as error:
        return _fail(f'the file ends early or is damaged: {error}. What came '
                     'before may have been recorded; replaying is harmless.')
    except (exception.BillingError, cfg.Error, OSError) as error:
        return _fail(error)
    except db_exception.DBError as error:
        return _fail(f'the database does not do it: {_first_line(error)}')


def _parser():
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument('--format', choices=(output.TABLE, output.JSON),
                        # a default would undo one given before the command
                        default=argparse.SUPPRESS,
                        help='how to print (default: table)')
    parser = argparse.ArgumentParser(
        prog='billing-manage', parents=[shared],
        description='Look after the books of horizon-billing.')
    parser.add_argument('--config-file', action='append', metavar='FILE',
                        help='configuration file (default: billing.conf where '
                             'oslo.config looks for it)')
    parser.add_argument('--config-dir', action='append', metavar='FOLDER')
    parser.set_defaults(needs_tables=True)
    commands = parser.add_subparsers(required=True, metavar='COMMAND',
                                     parser_class=_with_parents(shared))
    for module in (database, facts, reports, answers, prices, plans,
                   accounts, projects, statements, credits, wallets, budgets,
                   sites, reconciled, notices):
        module.add_parsers(commands)
    return parser


def _with_parents(shared):
    """Return a parser class whose parsers all take the shared options."""
    class Parser(argparse.ArgumentParser):
        def __init__(self, **kwargs):
            super().__init__(parents=[shared], **kwargs)
    return Parser


def _read_conf(args):
    files = {'default_config_files': args.config_file,
             'default_config_dirs': args.config_dir}
    return configuration.new_conf(prog='billing-manage', **{
        key: value for key, value in files.items() if value})


def _first_line(error):
    return str(error).strip().partition('\n')[0]


def _fail(reason):
    print(f'billing-manage: {reason}', file=sys.stderr)
    return 1


if __name__ == '__main__':
    sys.exit(main())
