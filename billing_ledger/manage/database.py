# SPDX-License-Identifier: Apache-2.0
"""billing-manage db: the database's tables."""

from billing_ledger.db import engine
from billing_ledger.manage import output


def add_parsers(commands):
    parser = commands.add_parser('db', help='create or upgrade the tables')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    actions.add_parser(
        'upgrade', help="bring the tables to this release's schema",
    ).set_defaults(run=upgrade, needs_tables=False)
    actions.add_parser(
        'version', help='show the revision of the tables',
    ).set_defaults(run=version, needs_tables=False)


def upgrade(books, args):
    books.upgrade_schema()
    return version(books, args)


def version(books, args):
    found, newest = books.schema_version()
    output.show_one({'database': engine.describe(books.database.url),
                     'revision': found, 'needed': newest}, args.format)
    return 0
