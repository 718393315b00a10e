# SPDX-License-Identifier: Apache-2.0
"""billing-manage timeline, usage, charges: what the books say."""

from billing_ledger import report
from billing_ledger.facts.reading import COUNTERS
from billing_ledger.manage import arguments
from billing_ledger.manage import output

_TIMELINE_COLUMNS = ('start', 'end', 'host', 'flavor', 'vcpus', 'memory_mb',
                     'disk_gb', 'state', 'evidence')
_RESOURCE_COLUMNS = ('start', 'end', 'kind', 'size', 'volume_type', 'state',
                     'project_id', 'display_name', 'evidence')
_RUN_COLUMNS = ('host', 'start', 'end', 'exact', 'billed')
_NOT_IN_TABLES = ('price_id', 'discount_percent', 'list_amount')
_DEFAULT_GROUPING = ('resource', 'meter')


def add_parsers(commands):
    parser = commands.add_parser(
        'timeline', help='the life of an instance, image, volume, address ...')
    parser.add_argument('resource', metavar='UUID')
    parser.set_defaults(run=timeline)
    parser = commands.add_parser(
        'runs', help='where an instance ran, and what was counted there',
        description='Show the runs of an instance: each life of its process '
                    'on a host, with the counters at its begin and its end.')
    parser.add_argument('instance', metavar='INSTANCE_UUID')
    parser.set_defaults(run=runs)
    for name, run, text in (('usage', usage, 'what was used'),
                            ('charges', charges, 'what it costs')):
        parser = commands.add_parser(name, help=text)
        add_query(parser)
        parser.set_defaults(run=run)


def add_query(parser, groupings=True):
    """Add the arguments that query() reads."""
    parser.add_argument('--project', metavar='ID',
                        help='id of a project (default: all)')
    parser.add_argument('--instance', '--resource', dest='instance',
                        metavar='UUID',
                        help='only this instance, image, volume, address ...')
    parser.add_argument('--start', type=arguments.moment, metavar='TIME',
                        help='ISO 8601, UTC unless it says otherwise '
                             '(default: beginning of the month)')
    parser.add_argument('--end', type=arguments.moment, metavar='TIME',
                        help='end of the period, not part of it '
                             '(default: now)')
    parser.set_defaults(group_by=_DEFAULT_GROUPING)
    if groupings:
        _add_groupings(parser)


def _add_groupings(parser):
    parser.add_argument('--group-by', type=arguments.groupings,
                        default=_DEFAULT_GROUPING, metavar='LIST',
                        help='how to split it: '
                             f'{",".join(report.GROUPINGS)} '
                             '(default: resource,meter)')


def timeline(books, args):
    segments = [each.as_dict() for each in books.timeline(args.resource)]
    others = [each.as_dict()
              for each in books.resource_timeline(args.resource)]
    if args.format == output.JSON:
        output.show(segments + others, args.format)
        return 0
    if segments or not others:
        output.show(segments, args.format, _TIMELINE_COLUMNS)
    if others:
        output.show(others, args.format, _RESOURCE_COLUMNS)
    return 0


def runs(books, args):
    found = [run.as_dict() for run in books.runs(args.instance)]
    if args.format == output.JSON:
        output.show(found, args.format)
        return 0
    for run in found:
        for name, counter in run.pop('counters').items():
            run[name] = counter['last'] - counter['first']
    output.show(found, args.format, (*_RUN_COLUMNS, *COUNTERS))
    return 0


def usage(books, args):
    sheet = books.usage(query(books, args))
    _show(sheet.rows, args.format)
    return 0


def charges(books, args):
    sheet = books.charges(query(books, args))
    _show(sheet.rows, args.format)
    if args.format == output.TABLE:
        for currency, amount in sheet.totals.items():
            print(f'Total: {amount} {currency}')
    return 0


def _show(rows, form):
    rows = [row.as_dict() for row in rows]
    columns = dict.fromkeys(key for row in rows for key in row
                            if key not in _NOT_IN_TABLES)
    output.show(rows, form, tuple(columns))


def query(books, args):
    """Return the Query that arguments describe."""
    return report.Query(start=args.start or books.this_month(),
                        end=args.end or books.now(),
                        project_id=args.project, resource_id=args.instance,
                        group_by=args.group_by)
