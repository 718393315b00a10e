# SPDX-License-Identifier: Apache-2.0
"""billing-manage wallet: what accounts have paid before."""

from billing_ledger.manage import arguments
from billing_ledger.manage import output

_COLUMNS = ('account_id', 'currency', 'balance', 'threshold', 'is_low',
            'is_empty', 'created_at')
_ENTRY_COLUMNS = ('number', 'at', 'account_id', 'kind', 'description',
                  'amount', 'balance', 'currency', 'created_by')
_MOST_ENTRIES = 20
_THRESHOLD = ('the balance at which it is low (0: never; default: as '
              'configured)')


def add_parsers(commands):
    parser = commands.add_parser('wallet',
                                 help='what accounts have paid before')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    parser = _add(actions, 'create', create,
                  'create an empty wallet, which pays from this month on')
    parser.add_argument('--threshold', metavar='NUMBER',
                        type=arguments.number, help=_THRESHOLD)
    parser = _add(actions, 'update', update,
                  'change at which balance a wallet is low')
    parser.add_argument('--threshold', metavar='NUMBER',
                        type=arguments.number, help=_THRESHOLD)
    parser = actions.add_parser('list', help='show wallets')
    parser.add_argument('--account', metavar='ID', help='of this account')
    parser.set_defaults(run=list_wallets)
    parser = _add(actions, 'show', show, 'show what went in and out')
    parser.add_argument('--limit', type=int, default=_MOST_ENTRIES,
                        metavar='NUMBER',
                        help='so many entries (default: %(default)s)')
    _add_payment(actions, 'top-up', top_up, 'add what was paid')
    _add_payment(actions, 'correct', correct,
                 'make good an entry that was a mistake; the amount may be '
                 'negative')
    parser = actions.add_parser(
        'draw', help='take what was used since the last time',
        description='Take from wallets what their accounts owe for months '
                    'that are not closed, and what closed ones turned out to '
                    'owe, less what was taken for them before.')
    parser.add_argument('--account', metavar='ID',
                        help='of this account (default: of all)')
    parser.set_defaults(run=draw)


def _add(actions, name, run, text):
    parser = actions.add_parser(name, help=text)
    parser.add_argument('account_id', metavar='ACCOUNT_ID',
                        help='an account, or a project that pays for itself')
    parser.add_argument('--currency', metavar='CODE',
                        help='ISO 4217 (default: that of the books)')
    parser.set_defaults(run=run)
    return parser


def _add_payment(actions, name, run, text):
    parser = _add(actions, name, run, text)
    parser.add_argument('--amount', required=True, type=arguments.number,
                        metavar='NUMBER')
    parser.add_argument('--reference', required=True, metavar='TEXT',
                        help='what it is about; it counts once')


def create(books, args):
    output.show_one(books.wallets.create(
        args.account_id, args.currency, args.threshold,
        by=arguments.operator()).as_dict(), args.format)
    return 0


def update(books, args):
    output.show_one(books.wallets.set_threshold(
        args.account_id, args.currency, args.threshold,
        by=arguments.operator()).as_dict(), args.format)
    return 0


def list_wallets(books, args):
    output.show([each.as_dict() for each in books.wallets.list(args.account)],
                args.format, _COLUMNS if args.format == output.TABLE else ())
    return 0


def show(books, args):
    wallet = books.wallets.get(args.account_id, args.currency).as_dict()
    entries = [each.as_dict() for each in books.wallets.entries(
        args.account_id, args.currency, max(args.limit, 0))]
    if args.format == output.JSON:
        output.show_one(wallet | {'journal': entries}, args.format)
        return 0
    output.show_one(wallet, args.format)
    output.show(entries, args.format, _ENTRY_COLUMNS)
    return 0


def top_up(books, args):
    return _pay(books.wallets.top_up, args)


def correct(books, args):
    return _pay(books.wallets.correct, args)


def _pay(add, args):
    output.show_one(add(
        args.account_id, args.currency, args.amount, args.reference,
        by=arguments.operator()).as_dict(), args.format)
    return 0


def draw(books, args):
    entries = [entry.as_dict()
               for wallet in books.wallets.list(args.account)
               for entry in books.wallets.draw(wallet.account_id,
                                               wallet.currency)]
    output.show(entries, args.format,
                _ENTRY_COLUMNS if args.format == output.TABLE else ())
    return 0
