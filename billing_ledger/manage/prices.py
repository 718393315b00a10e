# SPDX-License-Identifier: Apache-2.0
"""billing-manage price: single prices."""

import argparse

from billing_ledger import exception
from billing_ledger.manage import arguments
from billing_ledger.manage import output
from billing_ledger.manage import price_books
from billing_ledger.rating import price as prices
from billing_ledger.rating import wish

_COLUMNS = ('id', 'plan', 'meter', 'model', 'unit_price', 'currency',
            'pricing_unit', 'flavor', 'project_id', 'effective_from',
            'effective_until')


def add_parsers(commands):
    parser = commands.add_parser('price', help='the price book')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    _add_create(actions)
    _add_list(actions)
    _add_end(actions)
    price_books.add_actions(actions)


def _add_create(actions):
    parser = actions.add_parser(
        'create', help='put a price into force',
        description='Put a price into force, and end the one for the same '
                    'that it follows. It may begin in the past as long as '
                    'it takes nothing from a price that was in force.')
    # Which meters there are is for the configuration to say.
    parser.add_argument('--meter', required=True, metavar='METER',
                        help='for example vcpu.allocated or volume.stored')
    parser.add_argument('--price', dest='unit_price', type=arguments.number,
                        metavar='NUMBER',
                        help='price of one pricing unit, or of one package')
    parser.add_argument('--unit', dest='pricing_unit', metavar='UNIT',
                        help="pricing unit (default: the meter's)")
    parser.add_argument('--currency', metavar='CODE',
                        help='ISO 4217 (default: option [billing] currency)')
    _add_whom(parser)
    _add_model(parser)
    parser.add_argument('--from', dest='effective_from', metavar='TIME',
                        type=arguments.moment,
                        help='a full hour (default: the next)')
    parser.add_argument('--backdate', action='store_true',
                        help='begin even where another price for the same was '
                             'in force or begins: charges since then change')
    parser.add_argument('--dry-run', action='store_true',
                        help='change nothing; show what the price would have '
                             'made of last month, by project')
    parser.set_defaults(run=create)


def _add_whom(parser):
    parser.add_argument('--plan', metavar='NAME',
                        help='the plan it belongs to (default: default)')
    parser.add_argument('--flavor', metavar='NAME',
                        help='only for instances of this flavor')
    parser.add_argument('--volume-type', metavar='NAME',
                        help='only for volumes of this type')
    parser.add_argument('--availability-zone', metavar='NAME',
                        help='only in this zone')
    parser.add_argument('--project', dest='project_id', metavar='ID',
                        help='only for this project')
    parser.add_argument('--domain', dest='domain_id', metavar='ID',
                        help='only for the projects of this domain')


def _add_model(parser):
    parser.add_argument('--model', choices=prices.MODELS,
                        help='how quantities are charged (default: standard)')
    parser.add_argument('--tier', dest='tiers', action='append', type=tier,
                        metavar='UP_TO:PRICE',
                        help='for the models graduated and volume; once for '
                             'each tier, the last one as :PRICE')
    parser.add_argument('--package-size', type=arguments.number,
                        metavar='NUMBER', help='pricing units in a package')
    parser.add_argument('--free', dest='free_quantity',
                        type=arguments.number, metavar='NUMBER',
                        help='pricing units that are free for a project each '
                             'month')
    parser.add_argument('--minimum-seconds', type=int, metavar='SECONDS',
                        help='a stretch of being billed counts for as long '
                             'at least')
    parser.add_argument('--increment-seconds', type=int, metavar='SECONDS',
                        help='such a stretch is rounded up to a multiple of '
                             'this')


def _add_list(actions):
    parser = actions.add_parser('list', help='show the prices')
    parser.add_argument('--meter', metavar='METER')
    parser.set_defaults(run=list_prices)


def _add_end(actions):
    parser = actions.add_parser('end', help='let a price end')
    parser.add_argument('price_id', metavar='PRICE_ID')
    parser.add_argument('--until', metavar='TIME', type=arguments.moment,
                        help='a full hour (default: the next)')
    parser.set_defaults(run=end)


def tier(value):
    """Return the tier that an argument UP_TO:PRICE describes."""
    up_to, colon, unit_price = value.partition(':')
    if not colon:
        raise argparse.ArgumentTypeError(
            f'{value[:64]!r} is not UP_TO:PRICE, for example 100:0.05')
    return {'up_to': up_to or None, 'unit_price': unit_price}


def create(books, args):
    new = wish.price(
        {name: getattr(args, name) for name in wish.PRICE_FIELDS},
        books.currency, args.effective_from or books.next_full_hour())
    if args.dry_run:
        price_books.show_preview(books, [new], args.format)
        return 0
    try:
        price = books.prices.create(new, by=arguments.operator(),
                                    allow_past=True, backdate=args.backdate)
    except exception.PriceConflict as error:
        raise exception.PriceConflict(
            reason=f'{error} --backdate overrides this.') from None
    output.show_one(price.as_dict(), args.format)
    return 0


def list_prices(books, args):
    output.show([price.as_dict() for price in books.prices.list(args.meter)],
                args.format, _COLUMNS if args.format == output.TABLE else ())
    return 0


def end(books, args):
    price = books.prices.end(args.price_id,
                             args.until or books.next_full_hour(),
                             by=arguments.operator())
    output.show_one(price.as_dict(), args.format)
    return 0
