# SPDX-License-Identifier: Apache-2.0
"""openstack billing explain, quote and audit"""

from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('resource_name', 'meter', 'price_id', 'version', 'calculation',
           'reason')
QUOTE_COLUMNS = ('meter', 'quantity_per_hour', 'pricing_unit', 'price',
                 'per_hour', 'per_month')
AUDIT_COLUMNS = ('at', 'user_id', 'action', 'object_kind', 'object_id',
                 'request_id')


class ListExplanation(command.Lister):
    """Say how charges came about."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        options.add_period(parser, grouped=False)
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        found = clients.billing.explanations.list(
            **options.period(clients, parsed_args))
        return rows.table(COLUMNS, [
            each['charge'] | {name: each[name] for name in
                              ('version', 'calculation', 'reason')}
            for each in found])


class ShowQuote(command.Lister):
    """Show what an instance would cost by the hour and the month."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('flavor', metavar='<flavor>',
                            help='Flavor (name or ID)')
        parser.add_argument('--availability-zone', metavar='<zone>',
                            help='Where it would run. Default: anywhere')
        parser.add_argument('--cpu-percent', metavar='<percent>', type=int,
                            help='How busy its vCPUs would be')
        options.add_project(parser, 'Whose prices apply (name or ID). '
                                    'Default: your own project')
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        flavor = clients.sdk_connection.compute.find_flavor(
            parsed_args.flavor, ignore_missing=False)
        quote = clients.billing.quotes.get(
            flavor.name, flavor.vcpus, flavor.ram,
            flavor.disk + flavor.ephemeral,
            project_id=options.project_id(clients, parsed_args),
            availability_zone=parsed_args.availability_zone,
            cpu_percent=parsed_args.cpu_percent)
        total = {'meter': f'total ({quote["currency"]})',
                 'per_hour': quote['per_hour'],
                 'per_month': quote['per_month']}
        return rows.table(QUOTE_COLUMNS, [*quote['rows'], total])


class ListAudit(command.Lister):
    """List who changed what, the newest first."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('--kind', metavar='<kind>',
                            help='For example price, discount or plan')
        parser.add_argument('--object', metavar='<id>',
                            help='Of this object alone')
        return parser

    def take_action(self, parsed_args):
        return rows.table(
            AUDIT_COLUMNS, self.app.client_manager.billing.audit.list(
                parsed_args.kind, parsed_args.object))
