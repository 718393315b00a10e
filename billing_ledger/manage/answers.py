# SPDX-License-Identifier: Apache-2.0
"""billing-manage explain, quote, forecast and others: answers."""

from billing_ledger import quote
from billing_ledger.manage import arguments
from billing_ledger.manage import output
from billing_ledger.manage import reports

_QUOTE_COLUMNS = ('meter', 'quantity_per_hour', 'pricing_unit', 'price',
                  'per_hour', 'per_month')
_AUDIT_COLUMNS = ('id', 'at', 'user_id', 'request_id', 'action',
                  'object_kind', 'object_id')
_FORECAST_COLUMNS = ('currency', 'spent', 'expected', 'low', 'high',
                     'last_month', 'last_month_to_date')
_EFFICIENCY_COLUMNS = ('resource_name', 'meter', 'allocated', 'used',
                       'pricing_unit', 'share_used', 'unused_amount',
                       'currency')
_MOST_RECORDS = 100


def add_parsers(commands):
    parser = commands.add_parser(
        'explain', help='how charges came about',
        description='Say of each charge which price and which version it '
                    'comes from, why, and how it was calculated.')
    reports.add_query(parser, groupings=False)
    parser.set_defaults(run=explain)
    parser = commands.add_parser(
        'efficiency', help='what was allocated and not used')
    reports.add_query(parser, groupings=False)
    parser.set_defaults(run=efficiency)
    parser = commands.add_parser('forecast', help='what a month will cost')
    parser.add_argument('--project', metavar='ID',
                        help='id of a project (default: all together)')
    parser.set_defaults(run=forecast)
    _add_quote(commands)
    parser = commands.add_parser('audit', help='who changed what, newest '
                                               'first')
    parser.add_argument('--kind', metavar='KIND',
                        help='for example price, discount, plan')
    parser.add_argument('--object', metavar='ID')
    parser.add_argument('--limit', type=int, default=_MOST_RECORDS,
                        metavar='NUMBER')
    parser.set_defaults(run=audit)


def _add_quote(commands):
    parser = commands.add_parser(
        'quote', help='what an instance would cost')
    parser.add_argument('project_id', metavar='PROJECT_ID')
    parser.add_argument('--flavor', required=True, metavar='NAME')
    for name, unit in (('vcpus', 'NUMBER'), ('memory-mb', 'MIB'),
                       ('disk-gb', 'GIB')):
        parser.add_argument(f'--{name}', required=True, type=int,
                            metavar=unit)
    parser.add_argument('--availability-zone', metavar='NAME')
    parser.add_argument('--cpu-percent', type=arguments.number,
                        metavar='PERCENT', help='how busy its vCPUs would be')
    parser.set_defaults(run=show_quote)


def forecast(books, args):
    found = books.forecast(args.project)
    output.show([each.as_dict() for each in found], args.format,
                _FORECAST_COLUMNS)
    return 0


def efficiency(books, args):
    found = books.efficiency(reports.query(books, args))
    output.show([each.as_dict() for each in found], args.format,
                _EFFICIENCY_COLUMNS)
    return 0


def explain(books, args):
    found = books.explain(reports.query(books, args))
    if args.format == output.JSON:
        output.show([each.as_dict() for each in found], args.format)
        return 0
    for each in found:
        price = each.price
        print(f'{each.row.resource_name or each.row.resource_id}, '
              f'{price.meter}: {each.calculation}\n'
              f'    price {price.id}, version {each.version}. '
              f'{each.reason}')
        for step in each.steps:
            print(f'    {step["start"]} to {step["end"]}: the project went '
                  f'from {step["project_before"]} to {step["project_after"]} '
                  f'{price.pricing_unit} in the month, which cost '
                  f'{step["project_cost"]}; of {step["quantity"]} the share '
                  f'is {step["list_amount"]}')
    return 0


def show_quote(books, args):
    found = books.quote(
        quote.Flavor(args.flavor, args.vcpus, args.memory_mb, args.disk_gb,
                     args.availability_zone),
        args.project_id, args.cpu_percent).as_dict()
    if args.format == output.JSON:
        output.show_one(found, args.format)
        return 0
    output.show(found['rows'], args.format, _QUOTE_COLUMNS)
    print(f'Total: {found["per_hour"]} an hour, {found["per_month"]} a month '
          f'of {found["hours_per_month"]} hours, in {found["currency"]}')
    if found['by_use']:
        print('Charged by use besides: '
              + ', '.join(price['meter'] for price in found['by_use']))
    return 0


def audit(books, args):
    records = books.audit(args.limit, kind=args.kind, object_id=args.object)
    output.show([record.as_dict() for record in records], args.format,
                _AUDIT_COLUMNS if args.format == output.TABLE else ())
    return 0
