# SPDX-License-Identifier: Apache-2.0
"""openstack billing price book, and what a price would have made"""

import pathlib
import sys

from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import price
from billing_ledger.osc import rows

COLUMNS = ('project_id', 'currency', 'before', 'after', 'difference')


class ExportPriceBook(command.Command):
    """Write the price book in force as YAML."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('--at', metavar='<time>',
                            help=f'As it is in force then '
                                 f'({options.TIME_HELP}). Default: now')
        return parser

    def take_action(self, parsed_args):
        self.app.stdout.write(
            self.app.client_manager.billing.prices.get_book(parsed_args.at))


class ImportPriceBook(command.ShowOne):
    """Make the price book what a YAML file says.

    Prices that are the same stay, others get a new version, what the file
    does not have ends. After an error nothing is changed.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('file', metavar='<file>',
                            help='YAML file; - stands for standard input')
        parser.add_argument(
            '--effective-from', metavar='<time>',
            help=f'From when on it applies: {price.FULL_HOUR}. Default: the '
                 'next full hour')
        parser.add_argument('--dry-run', action='store_true',
                            help='Say only what would change')
        return parser

    def take_action(self, parsed_args):
        text = (sys.stdin.read() if parsed_args.file == '-'
                else pathlib.Path(parsed_args.file).read_text())
        return rows.record(
            self.app.client_manager.billing.prices.replace_book(
                text, parsed_args.effective_from, parsed_args.dry_run))


class PreviewPrice(command.Lister):
    """Show what a price would have made of last month.

    Nothing is saved.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        price.add_terms(parser)
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        found = clients.billing.prices.preview(
            [price.terms(clients, parsed_args)])
        return rows.table(COLUMNS, found['projects'])
