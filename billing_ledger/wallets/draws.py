# SPDX-License-Identifier: Apache-2.0
"""Draw from wallets what the months cost as far as is known.

Several processes may do so at once, and any of them may die at any moment: a
draw is the exact difference between what a month costs and what was drawn for
it, calculated by the one that has the wallet.
"""

from billing_ledger import currency as currencies
from billing_ledger import exception
from billing_ledger.db import closed_months
from billing_ledger.db import engine
from billing_ledger.db import statements as stored_statements
from billing_ledger.db import wallets as stored
from billing_ledger.statements import month as months
from billing_ledger.statements import sums
from billing_ledger.wallets import journal


class Draws:
    """Draws from the wallets in the books.

    :param books: the Ledger
    :param preparation: the Preparation that makes drafts of statements
    :param records: Records
    :param tz: the time zone of months
    """

    def __init__(self, books, preparation, records, tz):
        self._database = books.database
        self._now = books.now
        self._preparation = preparation
        self._records = records
        self._tz = tz

    def draw(self, account_id, currency):
        """Yield the Entries by which a wallet pays what it owes now.

        :raises WalletNotFound: there is none
        """
        with self._database.reading() as connection:
            wallet = stored.get(connection, account_id, currency)
        if wallet is None:
            raise exception.WalletNotFound(account_id=account_id,
                                           currency=currency)
        month = months.parse(wallet.draw_from)
        while month <= months.of(self._now(), self._tz):
            yield from self._draw_month(wallet, month)
            month = month.plus(1)

    def _draw_month(self, wallet, month):
        while True:
            with self._database.reading() as connection:
                seen, _ = stored.last_draw(
                    connection, wallet.account_id, wallet.currency, month)
            charged = self._preparation.charge(wallet.account_id, month)
            drawn = self._settle(wallet, month, charged, seen)
            if drawn is not None:
                return drawn

    @engine.retry_on_conflict
    def _settle(self, wallet, month, charged, seen):
        """Draw what a month costs beyond what was drawn.

        :param charged: what the month is charged
        :param seen: number of the last draw before that was calculated
        :returns: list of Entries; None where it has to be calculated anew,
                  since another process has drawn, or projects have changed
        """
        with self._database.writing() as connection:
            wallet = self._records.lock(connection, wallet.account_id,
                                        wallet.currency)
            if wallet.draw_from > str(month):
                return []
            number, drawn = stored.last_draw(
                connection, wallet.account_id, wallet.currency, month)
            if number != seen or not self._is_current(
                    connection, charged, month):
                return None
            cost, is_final = self._cost(connection, charged, wallet.currency,
                                        month)
            found = []
            if cost != drawn:
                wallet, entry = self._records.add(
                    connection, wallet, _wish(wallet, month, cost, drawn))
                found.append(entry)
            if is_final and wallet.draw_from == str(month):
                wallet = wallet._replace(draw_from=str(month.plus(1)))
            self._records.finish(connection, wallet)
            return found

    def _is_current(self, connection, charged, month):
        return charged.projects == self._preparation.projects(
            connection, charged.account_id, month)

    def _cost(self, connection, charged, currency, month):
        """Return (what a month costs, whether this can change)."""
        account_id = charged.account_id
        is_final = (
            stored_statements.is_closed(connection, account_id, month)
            or bool(closed_months.between(connection, month, month.plus(1))))
        found = (
            stored_statements.heads(connection, account_id, month)
            if is_final else
            [each.statement for each in self._preparation.drafts(connection,
                                                                 charged)])
        total = sums.total(each.total for each in found
                           if each.currency == currency)
        return currencies.rounded(total, currency), is_final


def _wish(wallet, month, cost, drawn):
    return journal.Wish(
        kind=journal.DRAW, amount=sums.difference(drawn, cost),
        description=f'Usage of {month}',
        idempotency_key=f'draw:{wallet.account_id}:{wallet.currency}:'
                        f'{wallet.entries + 1}',
        month=str(month), drawn=cost)
