# SPDX-License-Identifier: Apache-2.0
"""openstack billing credit"""

from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('id', 'account_id', 'reason', 'currency', 'amount', 'remaining',
           'valid_from', 'expires_at', 'revoked_at')
MORE_COLUMNS = ('percent', 'resource_group', 'window_start', 'window_end',
                'created_at', 'created_by', 'revoked_by')
_TERMS = ('amount', 'percent', 'resource_group', 'window_start', 'window_end',
          'currency', 'valid_from', 'expires_at')


class ListCredit(command.Lister):
    """List credits, and what remains of them."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('--account', metavar='<account-id>',
                            help='Of this account alone. Default: all')
        parser.add_argument(
            '--long', action='store_true',
            help='Show also who granted and revoked it, and what it is a '
                 'percentage of')
        return parser

    def take_action(self, parsed_args):
        columns = COLUMNS + MORE_COLUMNS if parsed_args.long else COLUMNS
        return rows.table(
            columns, self.app.client_manager.billing.credits.list(
                parsed_args.account))


class GrantCredit(command.ShowOne):
    """Grant an amount, or a percentage of what an account was charged."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument(
            'account', metavar='<account-id>',
            help='ID of the account, or of a project that pays for itself')
        parser.add_argument(
            'reason', metavar='<reason>',
            help='Why, as the line of the statement says it')
        _add_how_much(parser)
        parser.add_argument(
            '--currency', metavar='<code>',
            help='ISO 4217 code. Default: that of the account')
        parser.add_argument('--valid-from', metavar='<time>',
                            help=f'{options.TIME_HELP}. Default: now')
        parser.add_argument('--expires-at', metavar='<time>',
                            help='Default: never')
        return parser

    def take_action(self, parsed_args):
        return rows.record(self.app.client_manager.billing.credits.grant(
            parsed_args.account, parsed_args.reason,
            **{name: getattr(parsed_args, name) for name in _TERMS}))


def _add_how_much(parser):
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument('--amount', metavar='<amount>',
                        help='How much, for example 12.50')
    wanted.add_argument(
        '--percent', metavar='<percent>',
        help='How much of what the account was charged between '
             '--window-start and --window-end')
    parser.add_argument('--window-start', metavar='<time>',
                        help=f'For --percent ({options.TIME_HELP})')
    parser.add_argument('--window-end', metavar='<time>',
                        help='For --percent; not in the future')
    parser.add_argument(
        '--resource-group', metavar='<group>',
        help='For --percent: of the charges of this group alone, compute for '
             'example')


class RevokeCredit(command.ShowOne):
    """Let no further statement use a credit.

    What was used stays used.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('credit', metavar='<credit-id>',
                            help='ID of the credit')
        return parser

    def take_action(self, parsed_args):
        return rows.record(self.app.client_manager.billing.credits.revoke(
            parsed_args.credit))
