# SPDX-License-Identifier: Apache-2.0
"""openstack billing statement"""

import pathlib

from osc_lib.command import command

from billing_ledger.osc import invoice
from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('number', 'month', 'account_id', 'account_name', 'currency',
           'subtotal', 'tax', 'total', 'partial')
MORE_COLUMNS = ('issued_at', 'period_start', 'period_end', 'time_zone',
                'digest')
DRAFT_COLUMNS = ('month', 'account_id', 'account_name', 'currency',
                 'subtotal', 'tax', 'total', 'partial')
LINE_COLUMNS = ('kind', 'project_id', 'resource_name', 'description',
                'quantity', 'unit', 'unit_price', 'amount', 'currency')
FORMATS = ('pdf', 'html', 'csv', 'json', 'focus-csv', 'focus-json')


def _add_number(parser):
    parser.add_argument('number', metavar='<number>',
                        help='Number of the statement, such as 2026-000001')


def _add_whose(parser, project_help):
    options.add_project(parser, project_help)
    parser.add_argument(
        '--account', metavar='<account-id>',
        help='Of this account; or the ID of a project that pays for itself')


def _whose(clients, parsed):
    """Return what _add_whose() and --month read, as the client takes it."""
    return {'month': parsed.month, 'account_id': parsed.account,
            'project_id': options.project_id(clients, parsed)}


class ListStatement(command.Lister):
    """List closed statements, the oldest first.

    A statement with other projects on it is partial: then it shows what the
    own project adds to it alone.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('--month', metavar='<month>',
                            help='For this month alone, such as 2026-10')
        _add_whose(parser, 'Those with lines of this project (name or ID). '
                           'Default: your own; for administrators all')
        parser.add_argument(
            '--long', action='store_true',
            help='Show also the period, when it was issued, and the digest')
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        columns = COLUMNS + MORE_COLUMNS if parsed_args.long else COLUMNS
        return rows.table(columns, map(
            invoice.flat, clients.billing.statements.list(
                **_whose(clients, parsed_args))))


class ShowStatement(command.ShowOne):
    """Show a closed statement."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        _add_number(parser)
        return parser

    def take_action(self, parsed_args):
        return rows.record(invoice.readable(
            self.app.client_manager.billing.statements.get(
                parsed_args.number)))


class ShowDraft(command.Lister):
    """Show what would be owed for a month as of now, in each currency.

    A month that is closed owes nothing more.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument(
            '--month', metavar='<month>',
            help='The month, such as 2026-10. Default: the current one')
        _add_whose(parser, 'What whoever pays for this project (name or ID) '
                           'would owe. Default: your own')
        parser.add_argument('--lines', action='store_true',
                            help='Show the lines, not the sums')
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        drafts = clients.billing.statements.drafts(
            **_whose(clients, parsed_args))
        if parsed_args.lines:
            return rows.table(LINE_COLUMNS, [
                line | {'currency': draft['currency']}
                for draft in drafts for line in draft['lines']])
        return rows.table(DRAFT_COLUMNS, map(invoice.flat, drafts))


class SaveStatement(command.Command):
    """Save a closed statement as a document, and say where."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        _add_number(parser)
        parser.add_argument(
            '--as', dest='format', choices=FORMATS, default='pdf',
            help='What to write it as; focus-csv and focus-json are FOCUS '
                 '1.2. Default: pdf')
        parser.add_argument(
            '--output', metavar='<file>',
            help='The file, which is overwritten. Default: such as '
                 'statement-2026-000001.pdf, in the current folder')
        return parser

    def take_action(self, parsed_args):
        number, kind = parsed_args.number, parsed_args.format
        document = self.app.client_manager.billing.statements.document(
            number, kind)
        path = pathlib.Path(parsed_args.output
                            or invoice.file_name(number, kind))
        path.write_bytes(document)
        self.app.stdout.write(f'{path}\n')
