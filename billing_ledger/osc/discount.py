# SPDX-License-Identifier: Apache-2.0
"""openstack billing discount and openstack billing plan"""

from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('id', 'percent', 'plan', 'project_id', 'meter', 'reason',
           'effective_from', 'effective_until')
PLAN_COLUMNS = ('project_id', 'plan', 'effective_from')
_OWN = ('Show what can apply to this project (name or ID). Default: your own; '
        'for administrators everything')


def _add_start(parser):
    parser.add_argument(
        '--effective-from', metavar='<time>',
        help='From when on it applies: a full hour of the billing time zone '
             f'({options.TIME_HELP}). Default: the next full hour')


class ListDiscount(command.Lister):
    """List discounts."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        options.add_project(parser, _OWN)
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        return rows.table(COLUMNS, clients.billing.discounts.list(
            options.project_id(clients, parsed_args)))


class CreateDiscount(command.ShowOne):
    """Give a discount to a project or a plan."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('percent', metavar='<percent>',
                            help='Percent off, for example 12.5')
        parser.add_argument('--plan', metavar='<plan>',
                            help='The plan whose projects it is for')
        options.add_project(parser, 'The project (name or ID) that it is for')
        parser.add_argument('--meter', metavar='<meter>',
                            help='On this meter alone. Default: on all')
        parser.add_argument('--reason', metavar='<text>',
                            help='Why it is given')
        _add_start(parser)
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        return rows.record(clients.billing.discounts.create(
            parsed_args.percent, plan=parsed_args.plan,
            project_id=options.project_id(clients, parsed_args),
            meter=parsed_args.meter, reason=parsed_args.reason,
            effective_from=parsed_args.effective_from))


class EndDiscount(command.ShowOne):
    """End a discount.

    What it took off until then stays.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('discount', metavar='<discount-id>',
                            help='ID of the discount')
        parser.add_argument(
            '--effective-until', metavar='<time>',
            help='When it stops to apply: a full hour. Default: the next one')
        return parser

    def take_action(self, parsed_args):
        return rows.record(self.app.client_manager.billing.discounts.end(
            parsed_args.discount, parsed_args.effective_until))


class ListPlan(command.Lister):
    """List which project is on which plan."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        options.add_project(parser, _OWN)
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        return rows.table(PLAN_COLUMNS, clients.billing.plans.list(
            options.project_id(clients, parsed_args)))


class AssignPlan(command.ShowOne):
    """Put a project on a plan."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('plan', metavar='<plan>', help='Name of the plan')
        options.add_project(parser, 'The project (name or ID). Default: your '
                                    'own')
        _add_start(parser)
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        project_id = (options.project_id(clients, parsed_args)
                      or clients.auth_ref.project_id)
        return rows.record(clients.billing.plans.assign(
            project_id, parsed_args.plan, parsed_args.effective_from))
