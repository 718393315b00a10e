# SPDX-License-Identifier: Apache-2.0
"""billing-manage budget: what projects may cost a month."""

from billing_ledger.budgets import budget as budgets
from billing_ledger.manage import arguments
from billing_ledger.manage import output

_COLUMNS = ('project_id', 'amount', 'currency', 'thresholds',
            'forecast_thresholds', 'action', 'grace_seconds',
            'action_due_at')


def add_parsers(commands):
    parser = commands.add_parser(
        'budget', help='what projects may cost a month')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    _add_set(actions)
    for name, run, text in (
            ('list', list_budgets, 'show the budgets'),
            ('check', check, 'send the notices that are due')):
        parser = actions.add_parser(name, help=text)
        parser.add_argument('--project', metavar='ID',
                            help='of this project alone')
        parser.set_defaults(run=run)
    parser = actions.add_parser('remove', help='remove a budget')
    parser.add_argument('project_id', metavar='PROJECT_ID')
    parser.set_defaults(run=remove)


def _add_set(actions):
    default = budgets.Terms._field_defaults
    parser = actions.add_parser(
        'set', help='set a budget',
        description='Set what a project may cost a calendar month, in the '
                    'place of a former budget.')
    parser.add_argument('project_id', metavar='PROJECT_ID')
    parser.add_argument('amount', type=arguments.number, metavar='AMOUNT')
    parser.add_argument('--currency', metavar='CODE',
                        help='ISO 4217 (default: option [billing] currency)')
    parser.add_argument('--threshold', dest='thresholds', type=int,
                        action='append', metavar='PERCENT',
                        help='tell when so much is spent; may be given '
                             'several times (default: 50, 80 and 100)')
    parser.add_argument('--forecast-threshold', dest='forecast_thresholds',
                        type=int, action='append', metavar='PERCENT',
                        help='tell when so much is expected of the month')
    parser.add_argument('--action', choices=budgets.ACTIONS,
                        default=default['action'],
                        help='what happens to active instances beyond the '
                             'budget, where [budgets] enforce is set '
                             '(default: notify, that is nothing)')
    parser.add_argument('--grace', dest='grace_seconds', type=int,
                        metavar='SECONDS', default=default['grace_seconds'],
                        help='between the notice of an action and the action '
                             '(default: a day)')
    parser.set_defaults(run=set_budget)


def set_budget(books, args):
    default = budgets.Terms._field_defaults
    terms = budgets.Terms(
        amount=args.amount, currency=args.currency or books.currency,
        action=args.action, grace_seconds=args.grace_seconds, **{
            name: default[name] if getattr(args, name) is None
            else tuple(getattr(args, name))
            for name in ('thresholds', 'forecast_thresholds')})
    output.show_one(books.budgets.set(
        args.project_id, terms, by=arguments.operator()).as_dict(),
        args.format)
    return 0


def list_budgets(books, args):
    output.show([each.as_dict() for each
                 in books.budgets.list(args.project)],
                args.format, _COLUMNS if args.format == output.TABLE else ())
    return 0


def remove(books, args):
    output.show_one(books.budgets.remove(
        args.project_id, by=arguments.operator()).as_dict(), args.format)
    return 0


def check(books, args):
    found = [books.check_budget(entry.budget.project_id)
             for entry in books.budgets.list(args.project)]
    output.show([each.as_dict() for each in found if each], args.format,
                ('project_id', 'month', 'spent', 'forecast', 'notices',
                 'due_action'))
    return 0
