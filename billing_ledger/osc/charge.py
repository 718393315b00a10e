# SPDX-License-Identifier: Apache-2.0
"""openstack billing charge"""

from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('project_id', 'resource_id', 'resource_name', 'user_id', 'day',
           'meter', 'quantity', 'unit', 'price', 'pricing_unit', 'currency',
           'amount')
MORE_COLUMNS = ('price_id', 'list_amount', 'discount_percent')
TOTAL = ('currency', 'amount')


class ListCharge(command.Lister):
    """List what the usage of a period costs.

    Amounts are exact, with ten decimals.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        options.add_period(parser)
        parser.add_argument(
            '--total', action='store_true',
            help='Show the sum alone, one row for each currency')
        parser.add_argument(
            '--long', action='store_true',
            help='Show also the price, and what was taken off')
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        charges = clients.billing.charges.list(
            **options.period(clients, parsed_args))
        if parsed_args.total:
            return rows.table(TOTAL, charges.totals)
        columns = COLUMNS + MORE_COLUMNS if parsed_args.long else COLUMNS
        return rows.table(rows.present(columns, charges), charges)
