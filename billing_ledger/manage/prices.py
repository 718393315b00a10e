# SPDX-License-Identifier: Apache-2.0
"""billing-manage price: the price book."""

import getpass

from billing_ledger import exception
from billing_ledger import ledger
from billing_ledger.manage import arguments
from billing_ledger.manage import output
from billing_ledger.rating.price import NewPrice

_COLUMNS = ('id', 'meter', 'unit_price', 'currency', 'pricing_unit', 'flavor',
            'project_id', 'effective_from', 'effective_until')


def add_parsers(commands):
    parser = commands.add_parser('price', help='the price book')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    _add_create(actions)
    _add_list(actions)
    _add_end(actions)


def _add_create(actions):
    parser = actions.add_parser(
        'create', help='put a price into force',
        description='Put a price into force, and end the one for the same '
                    'that it follows. It may begin in the past as long as '
                    'it takes nothing from a price that was in force.')
    # Which meters there are is for the configuration to say.
    parser.add_argument('--meter', required=True, metavar='METER',
                        help='for example vcpu.allocated or volume.stored')
    parser.add_argument('--price', required=True, type=arguments.number,
                        metavar='NUMBER', help='price of one pricing unit')
    parser.add_argument('--unit', metavar='UNIT',
                        help="pricing unit (default: the meter's)")
    parser.add_argument('--currency', metavar='CODE',
                        help='ISO 4217 (default: option [billing] currency)')
    parser.add_argument('--flavor', metavar='NAME',
                        help='only for instances of this flavor')
    parser.add_argument('--project', metavar='ID',
                        help='only for this project')
    parser.add_argument('--from', dest='effective_from', metavar='TIME',
                        type=arguments.moment,
                        help='a full hour (default: the next)')
    parser.add_argument('--backdate', action='store_true',
                        help='begin even where another price for the same was '
                             'in force or begins: charges since then change')
    parser.set_defaults(run=create)


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


def create(books, args):
    meter = ledger.METERS.get(args.meter)
    new = NewPrice(
        meter=args.meter, unit_price=args.price,
        pricing_unit=args.unit or (meter.pricing_unit if meter else ''),
        currency=args.currency or books.currency,
        effective_from=args.effective_from or books.next_full_hour(),
        flavor=args.flavor, project_id=args.project)
    try:
        price = books.prices.create(new, by=getpass.getuser(),
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
                             by=getpass.getuser())
    output.show_one(price.as_dict(), args.format)
    return 0
