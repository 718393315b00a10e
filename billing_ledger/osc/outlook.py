# SPDX-License-Identifier: Apache-2.0
"""openstack billing forecast and efficiency"""

from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('currency', 'spent', 'expected', 'low', 'high', 'last_month',
           'last_month_to_date')
EFFICIENCY_COLUMNS = ('resource_name', 'resource_id', 'meter', 'allocated',
                      'used', 'pricing_unit', 'share_used', 'unused_amount',
                      'currency')


class ShowForecast(command.Lister):
    """Show what this month will cost, and what the one before did."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        options.add_project(
            parser, 'Show this project (name or ID). Default: your own; for '
                    'administrators all projects together')
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        return rows.table(COLUMNS, clients.billing.forecasts.list(
            options.project_id(clients, parsed_args)))


class ListEfficiency(command.Lister):
    """List what was allocated and not used, and what that cost."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        options.add_period(parser, grouped=False)
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        return rows.table(
            EFFICIENCY_COLUMNS, clients.billing.efficiency.list(
                **options.period(clients, parsed_args)))
