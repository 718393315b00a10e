# SPDX-License-Identifier: Apache-2.0
"""openstack billing budget"""

from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('project_id', 'amount', 'currency', 'thresholds',
           'forecast_thresholds', 'action', 'grace_seconds', 'action_due_at')
_ACTIONS = ('notify', 'stop', 'shelve')
_WHOSE = 'The project (name or ID). Default: your own'


class ListBudget(command.Lister):
    """List what projects may cost a month."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        options.add_project(
            parser, 'Show the budget of this project (name or ID). Default: '
                    'your own; for administrators all')
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        return rows.table(COLUMNS, clients.billing.budgets.list(
            options.project_id(clients, parsed_args)))


class SetBudget(command.ShowOne):
    """Set what a project may cost a calendar month."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('amount', metavar='<amount>',
                            help='What a month may cost, for example 250.00')
        options.add_project(parser, _WHOSE)
        parser.add_argument('--currency', metavar='<code>',
                            help='ISO 4217. Default: that of the cloud')
        parser.add_argument(
            '--threshold', metavar='<percent>', type=int, action='append',
            help='Send a notice when so much is spent. May be given several '
                 'times. Default: 50, 80 and 100')
        parser.add_argument(
            '--forecast-threshold', metavar='<percent>', type=int,
            action='append',
            help='Send a notice when so much is expected of the month. May '
                 'be given several times. Default: none')
        parser.add_argument(
            '--action', choices=_ACTIONS,
            help='What happens to active instances beyond the budget, where '
                 'the cloud enforces budgets. Default: notify, that is '
                 'nothing')
        parser.add_argument(
            '--grace', metavar='<seconds>', type=int,
            help='Time between the notice of an action and the action. '
                 'Default: 86400')
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        return rows.record(clients.billing.budgets.set(
            _project(clients, parsed_args), parsed_args.amount,
            currency=parsed_args.currency, thresholds=parsed_args.threshold,
            forecast_thresholds=parsed_args.forecast_threshold,
            action=parsed_args.action, grace_seconds=parsed_args.grace))


class UnsetBudget(command.ShowOne):
    """Remove the budget of a project.

    An action that was announced is called off.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        options.add_project(parser, _WHOSE)
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        return rows.record(clients.billing.budgets.unset(
            _project(clients, parsed_args)))


def _project(clients, parsed):
    return (options.project_id(clients, parsed)
            or clients.auth_ref.project_id)
