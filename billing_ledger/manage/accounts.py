# SPDX-License-Identifier: Apache-2.0
"""billing-manage account: who pays for which projects."""


from billing_ledger.manage import arguments
from billing_ledger.manage import output
from billing_ledger.statements import lines
from billing_ledger.statements.account import Terms

_COLUMNS = ('id', 'name', 'tax_id', 'tax_name', 'tax_percent', 'currency',
            'detail', 'projects')


def add_parsers(commands):
    parser = commands.add_parser(
        'account', help='who pays for which projects',
        description='Accounts pay for projects, from a month on. A project '
                    'that belongs to none pays for itself.')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    _add_create(actions)
    _add_update(actions)
    actions.add_parser('list', help='show the accounts').set_defaults(
        run=list_accounts)
    for name, run, text in (
            ('add-project', add_project, 'let an account pay for a project'),
            ('remove-project', remove_project,
             'let a project pay for itself again')):
        parser = actions.add_parser(name, help=text)
        parser.add_argument('account_id', metavar='ACCOUNT_ID')
        parser.add_argument('project_id', metavar='PROJECT_ID')
        parser.add_argument('--from', dest='from_month', metavar='MONTH',
                            type=arguments.month,
                            help='from this month on, such as 2026-10 '
                                 '(default: the current one)')
        parser.set_defaults(run=run)


def _add_create(actions):
    parser = actions.add_parser('create', help='create an account')
    parser.add_argument('--name', required=True, metavar='TEXT',
                        help='who pays, as statements name them')
    _add_terms(parser)
    parser.add_argument('--project', action='append', default=[],
                        metavar='ID', dest='projects',
                        help='a project that it pays for from this month on; '
                             'may be given several times')
    parser.set_defaults(run=create)


def _add_update(actions):
    parser = actions.add_parser(
        'update', help='change an account',
        description='Change an account; closed statements stay as they are.')
    parser.add_argument('account_id', metavar='ACCOUNT_ID')
    parser.add_argument('--name', metavar='TEXT')
    _add_terms(parser)
    parser.set_defaults(run=update)


def _add_terms(parser):
    parser.add_argument('--address', metavar='TEXT',
                        help='lines of the address, separated by "\\n"')
    parser.add_argument('--tax-id', metavar='TEXT',
                        help="the payer's number with the tax office")
    parser.add_argument('--tax-name', metavar='TEXT',
                        help='what the tax is called, for example VAT')
    parser.add_argument('--tax-percent', metavar='NUMBER',
                        type=arguments.number,
                        help='tax on the sum of a statement (default: 0)')
    parser.add_argument('--currency', metavar='CODE',
                        help='ISO 4217, of its credits (default: option '
                             '[billing] currency)')
    parser.add_argument('--detail', choices=lines.DETAILS,
                        help='a line for each resource, for each meter of a '
                             'project, or for each meter and user who '
                             'created the resources (default: resource)')


def create(books, args):
    kept = books.statements.accounts
    account = kept.create(Terms(**_given(args)), by=arguments.operator())
    for project_id in args.projects:
        kept.add_project(account.id, project_id, by=arguments.operator())
    return _show(books, account, args)


def update(books, args):
    account = books.statements.accounts.change(
        args.account_id, _given(args), by=arguments.operator())
    return _show(books, account, args)


def list_accounts(books, args):
    output.show([_described(books, account)
                 for account in books.statements.accounts.list()],
                args.format, _COLUMNS if args.format == output.TABLE else ())
    return 0


def add_project(books, args):
    return _show_membership(books.statements.accounts.add_project(
        args.account_id, args.project_id, args.from_month,
        by=arguments.operator()), args)


def remove_project(books, args):
    return _show_membership(books.statements.accounts.remove_project(
        args.account_id, args.project_id, args.from_month,
        by=arguments.operator()), args)


def _given(args):
    """Return the terms that arguments name."""
    found = {name: getattr(args, name) for name in Terms._fields
             if getattr(args, name) is not None}
    if 'address' in found:
        found['address'] = found['address'].replace('\\n', '\n')
    return found


def _described(books, account):
    projects = books.statements.accounts.projects_of(
        account.id, books.statements.this_month())
    return account.as_dict() | {'projects': projects}


def _show(books, account, args):
    output.show_one(_described(books, account), args.format)
    return 0


def _show_membership(membership, args):
    output.show_one(membership.as_dict(), args.format)
    return 0
