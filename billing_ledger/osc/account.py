# SPDX-License-Identifier: Apache-2.0
"""openstack billing account"""

from osc_lib.cli import format_columns
from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('id', 'name', 'currency', 'tax_name', 'tax_percent', 'projects')
MORE_COLUMNS = ('address', 'tax_id', 'detail', 'created_at', 'created_by',
                'changed_at', 'changed_by')
_TERMS = ('name', 'address', 'tax_id', 'tax_name', 'tax_percent', 'currency',
          'detail')


def _add_id(parser):
    parser.add_argument('account', metavar='<account-id>',
                        help='ID of the account')


def _add_terms(parser):
    """Add the options that say how an account is billed."""
    parser.add_argument('--address', metavar='<text>',
                        help='Lines, separated by newlines')
    parser.add_argument('--tax-name', metavar='<name>',
                        help='What the tax is called, for example VAT')
    parser.add_argument('--tax-percent', metavar='<percent>',
                        help='Tax on the sum of a statement, for example 19')
    parser.add_argument(
        '--currency', metavar='<code>',
        help='ISO 4217 code, that of its credits. A new account has that of '
             'the cloud without it')
    parser.add_argument(
        '--detail', metavar='<detail>',
        help='resource: a line for each resource; meter: a line for each '
             'meter of a project')


def _terms(parsed):
    """Return what was given of the terms, as the client takes it."""
    return {name: getattr(parsed, name) for name in _TERMS
            if getattr(parsed, name) is not None}


def _readable(account):
    """Return an account whose projects a table can show."""
    return account | {
        'projects': format_columns.ListColumn(account['projects'])}


class ListAccount(command.Lister):
    """List accounts, and the projects that they pay for this month."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument(
            '--long', action='store_true',
            help='Show also address, tax number, detail, and who changed it')
        return parser

    def take_action(self, parsed_args):
        columns = COLUMNS + MORE_COLUMNS if parsed_args.long else COLUMNS
        return rows.table(columns, map(
            _readable, self.app.client_manager.billing.accounts.list()))


class ShowAccount(command.ShowOne):
    """Show an account."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        _add_id(parser)
        return parser

    def take_action(self, parsed_args):
        return rows.record(_readable(
            self.app.client_manager.billing.accounts.get(
                parsed_args.account)))


class CreateAccount(command.ShowOne):
    """Create an account, which pays for projects."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('name', metavar='<name>',
                            help='Who pays, as statements name them')
        parser.add_argument('--tax-id', metavar='<number>',
                            help="The payer's number with the tax office")
        _add_terms(parser)
        return parser

    def take_action(self, parsed_args):
        return rows.record(_readable(
            self.app.client_manager.billing.accounts.create(
                **_terms(parsed_args))))


class SetAccount(command.ShowOne):
    """Change an account.

    Closed statements stay as they are.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        _add_id(parser)
        parser.add_argument('--name', metavar='<name>',
                            help='Who pays, as statements name them')
        tax_id = parser.add_mutually_exclusive_group()
        tax_id.add_argument('--tax-id', metavar='<number>',
                            help="The payer's number with the tax office")
        tax_id.add_argument('--no-tax-id', action='store_true',
                            help='The payer has no such number')
        _add_terms(parser)
        return parser

    def take_action(self, parsed_args):
        changes = _terms(parsed_args)
        if parsed_args.no_tax_id:
            changes['tax_id'] = None
        return rows.record(_readable(
            self.app.client_manager.billing.accounts.update(
                parsed_args.account, **changes)))


class _ProjectCommand(command.ShowOne):
    """What both commands about an account's projects take."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        _add_id(parser)
        options.add_named_project(parser)
        parser.add_argument(
            '--from-month', metavar='<month>',
            help='From this month on, such as 2026-10. Default: the current '
                 'one')
        return parser

    def membership(self, parsed):
        """Return account, project and month, as the client takes them."""
        return (parsed.account,
                options.project_id(self.app.client_manager, parsed),
                parsed.from_month)


class AddProject(_ProjectCommand):
    """Let an account pay for a project from a month on."""

    def take_action(self, parsed_args):
        return rows.record(
            self.app.client_manager.billing.accounts.add_project(
                *self.membership(parsed_args)))


class RemoveProject(_ProjectCommand):
    """Let a project pay for itself from a month on."""

    def take_action(self, parsed_args):
        return rows.record(
            self.app.client_manager.billing.accounts.remove_project(
                *self.membership(parsed_args)))
