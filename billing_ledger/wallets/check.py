# SPDX-License-Identifier: Apache-2.0
"""Check that the journal of each wallet adds up, and paid the statements."""

import typing

from billing_ledger import exception
from billing_ledger import text
from billing_ledger.db import statements as stored_statements
from billing_ledger.db import wallets as stored
from billing_ledger.statements import sums
from billing_ledger.wallets import journal

_PAGE = 500


class Problem(typing.NamedTuple):
    """What is wrong with a wallet, in a sentence."""

    account_id: str
    currency: str
    problem: str


def verify(database):
    """Yield a Problem for everything that is not as it should be.

    Entries that are added meanwhile are left out.

    :param database: engine.Database
    """
    with database.reading() as connection:
        wallets = stored.read(connection)
    for wallet in wallets:
        for problem in _problems(database, wallet):
            yield Problem(wallet.account_id, wallet.currency, problem)


def _problems(database, wallet):
    last, balance, drawn = 0, sums.ZERO, {}
    for entry in _entries(database, wallet):
        if entry.number != last + 1:
            yield f'between entries {last} and {entry.number} some are missing'
        last = entry.number
        balance = sums.total((balance, entry.amount))
        yield from _problems_of(entry, balance, drawn)
        # One mistake is told once.
        balance = entry.balance
    if last != wallet.entries:
        yield f'{wallet.entries} entries were added, the last there is {last}'
    yield from _unsettled(database, wallet, drawn)


def _problems_of(entry, balance, drawn):
    """Yield what is wrong with an entry.

    :param balance: of the wallet, as the postings until then have it
    :param drawn: what was drawn so far by month; this entry is added
    """
    try:
        journal.check(entry.postings)
    except exception.UnbalancedEntry:
        yield f'the postings of entry {entry.number} do not add up to nothing'
    if balance != entry.balance:
        yield (f'the balance after entry {entry.number} is '
               f'{text.of_amount(entry.balance)}, not '
               f'{text.of_amount(balance)}')
    if entry.month is not None:
        total = sums.difference(drawn.get(entry.month, sums.ZERO),
                                entry.amount)
        drawn[entry.month] = entry.drawn
        if total != entry.drawn:
            yield (f'what was drawn for {entry.month} until entry '
                   f'{entry.number} is {text.of_amount(entry.drawn)}, not '
                   f'{text.of_amount(total)}')


def _unsettled(database, wallet, drawn):
    """Yield which months are settled, but not at what they cost."""
    for month, amount in drawn.items():
        if month >= wallet.draw_from:
            continue
        with database.reading() as connection:
            statements = stored_statements.heads(
                connection, wallet.account_id, month)
        total = sums.total(each.total for each in statements
                           if each.currency == wallet.currency)
        if total != amount:
            yield (f'{text.of_amount(amount)} was drawn for {month}, the '
                   f'statement says {text.of_amount(total)}')


def _entries(database, wallet):
    """Yield the Entries that a Wallet had, the oldest first."""
    last = 0
    while True:
        with database.reading() as connection:
            found = stored.entries(
                connection, wallet.account_id, wallet.currency, _PAGE,
                before=wallet.entries + 1, after=last)
        if not found:
            return
        yield from found
        last = found[-1].number
