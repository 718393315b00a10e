# SPDX-License-Identifier: Apache-2.0
"""The entries of a double-entry journal; pure."""

import datetime
import decimal
import typing

from billing_ledger import exception
from billing_ledger import text
from billing_ledger import times
from billing_ledger.statements import sums

# Kinds of entries, and the book on the other side of each.
TOP_UP, DRAW, CORRECTION = 'top_up', 'draw', 'correction'
KINDS = (TOP_UP, DRAW, CORRECTION)
_OTHER_BOOK = {TOP_UP: 'cash', DRAW: 'revenue', CORRECTION: 'correction'}


class Wish(typing.NamedTuple):
    """An entry as somebody wishes it.

    ``amount`` is what the wallet gets: negative where it gives.
    ``idempotency_key`` is one that no other entry has. ``drawn`` is all that
    was drawn for ``month``, with this.
    """

    kind: str
    amount: decimal.Decimal
    description: str
    idempotency_key: str
    month: str | None = None
    drawn: decimal.Decimal | None = None


class Posting(typing.NamedTuple):
    """What a book gets by an entry; negative where it gives."""

    book: str
    amount: decimal.Decimal


class Entry(typing.NamedTuple):
    """An entry in the journal of a wallet; ``balance`` is that after it."""

    id: str
    account_id: str
    currency: str
    number: int
    at: datetime.datetime
    kind: str
    description: str
    idempotency_key: str
    month: str | None
    drawn: decimal.Decimal | None
    balance: decimal.Decimal
    created_by: str | None
    postings: tuple = ()

    @property
    def amount(self):
        """What the wallet got."""
        book = wallet_book(self.account_id)
        return sums.total(each.amount for each in self.postings
                          if each.book == book)

    def as_dict(self):
        """Return the entry with numbers and times as text."""
        return self._asdict() | {
            'at': times.to_text(self.at),
            'amount': text.of_amount(self.amount),
            'balance': text.of_amount(self.balance),
            'drawn': text.of_amount(self.drawn),
            'postings': [{'book': each.book,
                          'amount': text.of_amount(each.amount)}
                         for each in self.postings]}


def wallet_book(account_id):
    """Return the name of the book of an account's wallets."""
    return f'wallet:{account_id}'


def postings_of(account_id, wish):
    """Return the postings that a Wish makes for a wallet, by book."""
    return check((
        Posting(_OTHER_BOOK[wish.kind],
                sums.difference(sums.ZERO, wish.amount)),
        Posting(wallet_book(account_id), wish.amount)))


def check(postings):
    """Return postings that add up to nothing.

    :raises UnbalancedEntry: they do not
    """
    rest = sums.total(each.amount for each in postings)
    if len(postings) < 2 or rest:
        raise exception.UnbalancedEntry(rest=text.of_amount(rest))
    return postings
