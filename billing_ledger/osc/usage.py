# SPDX-License-Identifier: Apache-2.0
"""openstack billing usage"""

from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('project_id', 'resource_id', 'resource_name', 'user_id', 'day',
           'meter', 'quantity', 'unit')


class ListUsage(command.Lister):
    """List what was used in a period.

    Quantities are exact, in the base unit of each meter.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        options.add_period(parser)
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        usage = clients.billing.usage.list(
            **options.period(clients, parsed_args))
        return rows.table(rows.present(COLUMNS, usage), usage)
