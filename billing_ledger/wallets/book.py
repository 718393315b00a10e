# SPDX-License-Identifier: Apache-2.0
"""The wallets behind one door: create, top up, draw, read."""

from billing_ledger import currency as currencies
from billing_ledger import exception
from billing_ledger.conf import billing as options
from billing_ledger.conf import wallets as wallet_options
from billing_ledger.db import audit
from billing_ledger.db import engine
from billing_ledger.db import wallets as stored
from billing_ledger.statements import month as months
from billing_ledger.statements import preparation
from billing_ledger.statements import sums
from billing_ledger.wallets import check
from billing_ledger.wallets import draws
from billing_ledger.wallets import journal
from billing_ledger.wallets import records
from billing_ledger.wallets import terms
from billing_ledger.wallets import wallet as types

KIND, ENTRY_KIND = 'wallet', 'wallet_entry'


class Wallets:
    """The wallets of some books.

    :param books: the Ledger
    :param conf: its configuration
    """

    def __init__(self, books, conf):
        self._database = books.database
        self._now = books.now
        self._tz = options.zone(conf)
        self._accounts = books.statements.accounts
        self._currency = books.currency
        self._records = records.Records(
            books.outbox, wallet_options.low_balance(conf), books.now)
        self._draws = draws.Draws(
            books, preparation.Preparation(
                books, self._accounts, self._tz,
                conf.statements.correction_months), self._records, self._tz)

    def list(self, account_id=None):
        """Return Wallets, by account and currency."""
        with self._database.reading() as connection:
            return stored.read(connection, account_id)

    def get(self, account_id, currency=None):
        """Return a Wallet.

        :param currency: default: that of the books
        :raises WalletNotFound: there is none
        """
        currency = currency or self._currency
        with self._database.reading() as connection:
            found = stored.get(connection, account_id, currency)
        if found is None:
            raise exception.WalletNotFound(account_id=account_id,
                                           currency=currency)
        return found

    def entries(self, account_id, currency=None, limit=100, before=None):
        """Return journal.Entries of a wallet, the newest first.

        :param before: only those before this number
        :raises WalletNotFound: there is none
        """
        found = self.get(account_id, currency)
        with self._database.reading() as connection:
            return stored.entries(connection, account_id, found.currency,
                                  limit, before)

    @engine.retry_on_conflict
    def create(self, account_id, currency=None, threshold=None,
               by=audit.NOBODY):
        """Create an empty wallet; it pays from the current month on.

        :param account_id: of an account, or of a project that pays for
                           itself
        :param threshold: the balance at which it is low (0: never)
        :returns: the Wallet
        :raises InvalidWallet: no wallet can be like this
        :raises WalletConflict: there is one, or another account pays for the
                                project
        """
        currency = currency or self._currency
        terms.check_wallet(account_id, currency, threshold)
        now = self._now()
        month = months.of(now, self._tz)
        made = types.Wallet(
            account_id=account_id, currency=currency, threshold=threshold,
            is_low=True, is_empty=True, draw_from=str(month), changes=0,
            entries=0, created_at=now, created_by=by.user_id,
            balance=currencies.rounded(sums.ZERO, currency))
        # That it is empty from the beginning is nothing to tell.
        made, _ = self._records.judged(made)
        self._check_new(made, month)
        with self._database.writing() as connection:
            stored.add(connection, made)
            audit.add(connection, now, by, audit.CREATED, KIND,
                      _audited(made), None, made.as_dict())
        return made

    @engine.retry_on_conflict
    def set_threshold(self, account_id, currency, threshold, by=audit.NOBODY):
        """Say at which balance a wallet is low (None: as configured).

        :returns: the Wallet
        :raises InvalidWallet: no threshold can be like this
        :raises WalletNotFound: there is no such wallet
        """
        currency = currency or self._currency
        terms.check_wallet(account_id, currency, threshold)
        with self._database.writing() as connection:
            before = self._records.lock(connection, account_id, currency)
            after = self._records.finish(
                connection, before._replace(threshold=threshold))
            audit.add(connection, self._now(), by, audit.CHANGED, KIND,
                      _audited(after), before.as_dict(), after.as_dict())
        return after

    def top_up(self, account_id, currency, amount, reference,
               by=audit.NOBODY):
        """Add to a wallet what was paid, once for each reference.

        :param currency: None: that of the books
        :param amount: more than 0, in whole minor units
        :param reference: of the payment; all wallets together know it once
        :returns: the journal.Entry, that of before if it was added before
        :raises InvalidWallet: no payment can be like this
        :raises WalletConflict: another top-up has that reference
        :raises WalletNotFound: there is no such wallet
        """
        currency = currency or self._currency
        terms.check_top_up(account_id, currency, amount, reference)
        return self._add(account_id, currency, journal.Wish(
            kind=journal.TOP_UP,
            amount=currencies.rounded(amount, currency),
            description=reference,
            idempotency_key=f'top-up:{reference}'), by)

    def correct(self, account_id, currency, amount, reference,
                by=audit.NOBODY):
        """Make good an entry that was a mistake, once for each reference.

        :param amount: what the wallet gets; negative where it gives
        :returns: the journal.Entry; raises what top_up() does
        """
        currency = currency or self._currency
        terms.check_correction(account_id, currency, amount, reference)
        return self._add(account_id, currency, journal.Wish(
            kind=journal.CORRECTION,
            amount=currencies.rounded(amount, currency),
            description=reference,
            idempotency_key=f'correction:{reference}'), by)

    def draw(self, account_id, currency=None):
        """Yield the Entries by which a wallet pays what it owes now.

        :raises WalletNotFound: there is none
        """
        return self._draws.draw(account_id, currency or self._currency)

    def verify(self):
        """Yield a check.Problem for each wallet that does not add up."""
        return check.verify(self._database)

    @engine.retry_on_conflict
    def _add(self, account_id, currency, wish, by):
        with self._database.writing() as connection:
            wallet = self._records.lock(connection, account_id, currency)
            known = stored.by_key(connection, wish.idempotency_key)
            if known is not None:
                return _checked(known, account_id, currency, wish)
            wallet, entry = self._records.add(connection, wallet, wish,
                                              by.user_id)
            self._records.finish(connection, wallet)
            audit.add(connection, entry.at, by, audit.CREATED, ENTRY_KIND,
                      entry.id, None, entry.as_dict())
        return entry

    def _check_new(self, wallet, month):
        payer = self._accounts.account_of(wallet.account_id, month)
        if payer != wallet.account_id:
            raise exception.WalletConflict(
                reason=f'Account {payer} pays for project '
                       f'{wallet.account_id}: create its wallet instead.')
        with self._database.reading() as connection:
            if stored.get(connection, wallet.account_id, wallet.currency):
                raise exception.WalletConflict(
                    reason=f'Account {wallet.account_id} has a wallet in '
                           f'{wallet.currency}.')


def _audited(wallet):
    return f'{wallet.account_id}/{wallet.currency}'


def _checked(known, account_id, currency, wish):
    """Return a known Entry, if it is the one that is wished again."""
    if (known.account_id, known.currency, known.amount) != (
            account_id, currency, wish.amount):
        raise exception.WalletConflict(
            reason='There is another entry of that reference, of '
                   f'{known.amount:f} {known.currency} for account '
                   f'{known.account_id}.')
    return known
