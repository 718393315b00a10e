# SPDX-License-Identifier: Apache-2.0
"""billing-manage credit: what accounts need not pay."""


from billing_ledger.manage import arguments
from billing_ledger.manage import output
from billing_ledger.statements import groups
from billing_ledger.statements.credit import Grant

_COLUMNS = ('id', 'account_id', 'reason', 'amount', 'remaining', 'currency',
            'valid_from', 'expires_at', 'revoked_at')


def add_parsers(commands):
    parser = commands.add_parser('credit', help='what accounts need not pay')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    _add_grant(actions)
    parser = actions.add_parser('list', help='show credits and their rest')
    parser.add_argument('--account', metavar='ID', help='of this account')
    parser.set_defaults(run=list_credits)
    parser = actions.add_parser(
        'revoke', help='let no further statement use a credit')
    parser.add_argument('credit_id', metavar='CREDIT_ID')
    parser.set_defaults(run=revoke)


def _add_grant(actions):
    parser = actions.add_parser(
        'grant', help='grant a credit',
        description='Grant a credit: an amount, or a percentage of what an '
                    'account was charged in a window that is over. '
                    'Statements of months in which it is valid use it, the '
                    'first to expire first.')
    parser.add_argument('--account', required=True, metavar='ID',
                        help='an account, or a project that pays for itself')
    parser.add_argument('--reason', required=True, metavar='TEXT',
                        help='what the line of the statement says')
    parser.add_argument('--amount', type=arguments.number, metavar='NUMBER')
    parser.add_argument('--percent', type=arguments.number, metavar='NUMBER',
                        help='of the charges between --start and --end')
    parser.add_argument('--group', metavar='GROUP',
                        help='only of these resources: '
                             f'{", ".join(groups.GROUPS)} (default: all)')
    parser.add_argument('--start', type=arguments.moment, metavar='TIME')
    parser.add_argument('--end', type=arguments.moment, metavar='TIME')
    parser.add_argument('--currency', metavar='CODE',
                        help="ISO 4217 (default: the account's)")
    parser.add_argument('--from', dest='valid_from', metavar='TIME',
                        type=arguments.moment,
                        help='from when on it is valid (default: now)')
    parser.add_argument('--expires', dest='expires_at', metavar='TIME',
                        type=arguments.moment,
                        help='until when (default: for ever)')
    parser.set_defaults(run=grant)


def grant(books, args):
    balance = books.statements.credits.grant(Grant(
        account_id=args.account, reason=args.reason,
        currency=args.currency, amount=args.amount, percent=args.percent,
        resource_group=args.group, window_start=args.start,
        window_end=args.end, valid_from=args.valid_from,
        expires_at=args.expires_at), by=arguments.operator())
    output.show_one(balance.as_dict(), args.format)
    return 0


def list_credits(books, args):
    output.show([balance.as_dict() for balance in
                 books.statements.credits.list(args.account)],
                args.format, _COLUMNS if args.format == output.TABLE else ())
    return 0


def revoke(books, args):
    output.show_one(books.statements.credits.revoke(
        args.credit_id, by=arguments.operator()).as_dict(), args.format)
    return 0
