# SPDX-License-Identifier: Apache-2.0
"""openstack billing price"""

from osc_lib.command import command

from billing_ledger.osc import options
from billing_ledger.osc import rows

COLUMNS = ('id', 'meter', 'unit_price', 'currency', 'pricing_unit', 'flavor',
           'project_id', 'effective_from', 'effective_until')
MORE_COLUMNS = ('plan', 'model', 'tiers', 'package_size', 'free_quantity',
                'minimum_seconds', 'increment_seconds', 'volume_type',
                'availability_zone', 'domain_id', 'created_at', 'created_by',
                'ended_at', 'ended_by')
FULL_HOUR = f'a full hour of the billing time zone ({options.TIME_HELP})'


class ListPrice(command.Lister):
    """List prices."""

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('--meter', metavar='<meter>',
                            help='Show the prices of this meter alone')
        options.add_project(
            parser, 'Show the prices that can apply to this project (name or '
                    'ID). Default: your own; for administrators all prices')
        parser.add_argument(
            '--in-force-at', metavar='<time>',
            help='Show the prices in force at this moment '
                 f'({options.TIME_HELP})')
        parser.add_argument(
            '--long', action='store_true',
            help='Show also who set and who ended each price, and when')
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        prices = clients.billing.prices.list(
            meter=parsed_args.meter,
            project_id=options.project_id(clients, parsed_args),
            in_force_at=parsed_args.in_force_at)
        columns = COLUMNS + MORE_COLUMNS if parsed_args.long else COLUMNS
        return rows.table(columns, prices)


class CreatePrice(command.ShowOne):
    """Set a new price.

    It ends the price that was in force for the same before.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        add_terms(parser)
        parser.add_argument(
            '--effective-from', metavar='<time>',
            help=f'From when on it applies: {FULL_HOUR}. Default: the next '
                 'full hour')
        return parser

    def take_action(self, parsed_args):
        clients = self.app.client_manager
        return rows.record(clients.billing.prices.create(
            **terms(clients, parsed_args),
            effective_from=parsed_args.effective_from))


def add_terms(parser):
    """Add the arguments that say what a price is for and how it charges."""
    parser.add_argument('meter', metavar='<meter>',
                        help='What is priced, for example vcpu.allocated')
    parser.add_argument(
        'unit_price', metavar='<unit-price>', nargs='?',
        help='What one pricing unit costs, or one package, for example 0.05; '
             'with tiers they have theirs')
    parser.add_argument(
        '--pricing-unit', metavar='<unit>',
        help='What the price is for, for example vCPU-hour. Default: that of '
             'the meter')
    parser.add_argument('--currency', metavar='<code>',
                        help='ISO 4217 code. Default: that of the cloud')
    parser.add_argument('--plan', metavar='<plan>',
                        help='The plan it belongs to. Default: default')
    parser.add_argument(
        '--flavor', metavar='<flavor-name>',
        help='The flavor that the price is for. Default: every flavor')
    parser.add_argument(
        '--volume-type', metavar='<name>',
        help='The volume type that the price is for. Default: every one')
    parser.add_argument(
        '--availability-zone', metavar='<name>',
        help='The zone that the price is for. Default: every one')
    options.add_project(
        parser, 'The project that the price is for (name or ID). Default: '
                'every project')
    parser.add_argument(
        '--for-domain', dest='domain_id', metavar='<domain-id>',
        help='The domain whose projects the price is for')
    _add_model(parser)


def _add_model(parser):
    parser.add_argument(
        '--model', metavar='<model>',
        help='standard, graduated, volume or package. Default: standard')
    parser.add_argument(
        '--tier', dest='tiers', action='append', metavar='<up-to>:<price>',
        help='For the models graduated and volume; once for each tier, the '
             'last one as :<price>')
    parser.add_argument('--package-size', metavar='<number>',
                        help='Pricing units in a package')
    parser.add_argument(
        '--free', dest='free_quantity', metavar='<number>',
        help='Pricing units that are free for a project each month')
    parser.add_argument(
        '--minimum-seconds', metavar='<seconds>', type=int,
        help='A stretch of being billed counts for as long at least')
    parser.add_argument(
        '--increment-seconds', metavar='<seconds>', type=int,
        help='Such a stretch is rounded up to a multiple of this')


def terms(clients, parsed):
    """Return what add_terms() read, as the client takes it."""
    found = {name: getattr(parsed, name) for name in _TERMS
             if getattr(parsed, name) is not None}
    project_id = options.project_id(clients, parsed)
    if project_id is not None:
        found['project_id'] = project_id
    if parsed.tiers:
        found['tiers'] = [_tier(text) for text in parsed.tiers]
    return found


def _tier(text):
    up_to, _, unit_price = text.partition(':')
    return {'up_to': up_to or None, 'unit_price': unit_price}


_TERMS = ('meter', 'unit_price', 'pricing_unit', 'currency', 'plan', 'flavor',
          'volume_type', 'availability_zone', 'domain_id', 'model',
          'package_size', 'free_quantity', 'minimum_seconds',
          'increment_seconds')


class EndPrice(command.ShowOne):
    """End a price.

    What it charged until then stays.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('price', metavar='<price-id>',
                            help='ID of the price')
        parser.add_argument(
            '--effective-until', metavar='<time>',
            help=f'When it stops to apply: {FULL_HOUR}. Default: the next '
                 'full hour')
        return parser

    def take_action(self, parsed_args):
        return rows.record(self.app.client_manager.billing.prices.end(
            parsed_args.price, parsed_args.effective_until))
