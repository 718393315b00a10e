# SPDX-License-Identifier: Apache-2.0
"""billing-manage plan and discount: what projects pay otherwise."""

from billing_ledger.manage import arguments
from billing_ledger.manage import output
from billing_ledger.rating import wish
from billing_ledger.rating.book import Assignment

_DISCOUNT_COLUMNS = ('id', 'percent', 'plan', 'project_id', 'meter', 'reason',
                     'effective_from', 'effective_until')
_PLAN_COLUMNS = ('project_id', 'plan', 'effective_from')
_FROM = 'a full hour (default: the next)'


def add_parsers(commands):
    parser = commands.add_parser('plan', help='the plans of projects')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    _add_assign(actions)
    parser = actions.add_parser('list', help='show who is on which plan')
    parser.add_argument('--project', metavar='ID')
    parser.set_defaults(run=list_plans)
    parser = commands.add_parser('discount', help='percent off')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    _add_create(actions)
    actions.add_parser('list', help='show the discounts').set_defaults(
        run=list_discounts)
    parser = actions.add_parser('end', help='let a discount end')
    parser.add_argument('discount_id', metavar='DISCOUNT_ID')
    parser.add_argument('--until', metavar='TIME', type=arguments.moment,
                        help=_FROM)
    parser.set_defaults(run=end)


def _add_assign(actions):
    parser = actions.add_parser(
        'assign', help='put a project on a plan',
        description='Put a project on a plan from a full hour on. A plan '
                    'begins with its first price (price create --plan).')
    parser.add_argument('project_id', metavar='PROJECT_ID')
    parser.add_argument('plan', metavar='PLAN')
    _add_start(parser)
    parser.set_defaults(run=assign)


def _add_create(actions):
    parser = actions.add_parser(
        'create', help='give a discount',
        description='Give a discount to a project or to a plan. It ends the '
                    'one for the same that it follows.')
    parser.add_argument('percent', type=arguments.number, metavar='PERCENT')
    parser.add_argument('--plan', metavar='NAME')
    parser.add_argument('--project', dest='project_id', metavar='ID')
    parser.add_argument('--meter', metavar='METER',
                        help='on this meter alone (default: on all)')
    parser.add_argument('--reason', metavar='TEXT')
    _add_start(parser)
    parser.set_defaults(run=create)


def _add_start(parser):
    parser.add_argument('--from', dest='effective_from', metavar='TIME',
                        type=arguments.moment, help=_FROM)
    parser.add_argument('--backdate', action='store_true',
                        help='begin even in the past: charges since then '
                             'change')


def assign(books, args):
    new = Assignment(args.project_id, args.plan,
                     args.effective_from or books.next_full_hour())
    books.discounts.assign(new, by=arguments.operator(),
                           backdate=args.backdate)
    output.show_one(new.as_dict(), args.format)
    return 0


def list_plans(books, args):
    output.show([each.as_dict() for each
                 in books.discounts.assignments(args.project)],
                args.format, _PLAN_COLUMNS)
    return 0


def create(books, args):
    new = wish.discount(
        {name: getattr(args, name) for name in wish.DISCOUNT_FIELDS},
        args.effective_from or books.next_full_hour())
    discount = books.discounts.create(new, by=arguments.operator(),
                                      backdate=args.backdate)
    output.show_one(discount.as_dict(), args.format)
    return 0


def list_discounts(books, args):
    output.show([each.as_dict() for each in books.discounts.list()],
                args.format, _DISCOUNT_COLUMNS)
    return 0


def end(books, args):
    discount = books.discounts.end(args.discount_id,
                                   args.until or books.next_full_hour(),
                                   by=arguments.operator())
    output.show_one(discount.as_dict(), args.format)
    return 0
