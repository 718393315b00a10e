# SPDX-License-Identifier: Apache-2.0
"""Add entries to wallets that are locked, and tell when they run out."""

import uuid

from billing_ledger import exception
from billing_ledger.db import wallets as stored
from billing_ledger.statements import sums
from billing_ledger.wallets import journal
from billing_ledger.wallets import notices
from billing_ledger.wallets import wallet as types


class Records:
    """What is done to wallets in a transaction.

    :param outbox: takes the notices
    :param threshold: the balance at which wallets are low; 0: they never are
    :param now: returns the present moment
    """

    def __init__(self, outbox, threshold, now):
        self._outbox = outbox
        self._threshold = threshold
        self._now = now

    def lock(self, connection, account_id, currency):
        """Return a Wallet that is the transaction's own until its end.

        :raises WalletNotFound: there is none
        """
        found = stored.lock(connection, account_id, currency)
        if found is None:
            raise exception.WalletNotFound(account_id=account_id,
                                           currency=currency)
        return found

    def add(self, connection, wallet, wish, user_id=None):
        """Store an Entry.

        :param wallet: the Wallet that lock() returned
        :param wish: a journal.Wish
        :returns: (the Wallet as it is then, the Entry)
        """
        entry = journal.Entry(
            id=str(uuid.uuid4()), account_id=wallet.account_id,
            currency=wallet.currency, number=wallet.entries + 1,
            at=self._now(), kind=wish.kind, description=wish.description,
            idempotency_key=wish.idempotency_key, month=wish.month,
            drawn=wish.drawn,
            balance=sums.total((wallet.balance, wish.amount)),
            created_by=user_id,
            postings=journal.postings_of(wallet.account_id, wish))
        stored.add_entry(connection, entry)
        return wallet._replace(entries=entry.number,
                               balance=entry.balance), entry

    def judged(self, wallet):
        """Return what wallet.judged() does."""
        return types.judged(wallet, self._threshold)

    def finish(self, connection, wallet):
        """Store what has changed of a Wallet; tell if it runs out now.

        :returns: the Wallet
        """
        wallet, crossed = self.judged(wallet)
        stored.change(connection, wallet)
        for kind in crossed:
            self._outbox.put(connection, notices.make(kind, wallet))
        return wallet
