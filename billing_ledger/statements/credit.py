# SPDX-License-Identifier: Apache-2.0
"""Credits: what an account need not pay, and how statements use them; pure."""

import datetime
import decimal
import typing

from billing_ledger import text
from billing_ledger import times
from billing_ledger.statements import sums


class Grant(typing.NamedTuple):
    """A credit as an operator wishes it.

    Either ``amount``, or ``percent`` of what the account is charged for a
    ``resource_group`` (None: everything) in [window_start, window_end). The
    ``currency`` is the account's where none is given.
    """

    account_id: str
    reason: str
    currency: str | None = None
    amount: decimal.Decimal | None = None
    percent: decimal.Decimal | None = None
    resource_group: str | None = None
    window_start: datetime.datetime | None = None
    window_end: datetime.datetime | None = None
    valid_from: datetime.datetime | None = None
    expires_at: datetime.datetime | None = None


class Credit(typing.NamedTuple):
    """A credit in the books. ``amount`` is whole minor units."""

    id: str
    account_id: str
    reason: str
    currency: str
    amount: decimal.Decimal
    percent: decimal.Decimal | None
    resource_group: str | None
    window_start: datetime.datetime | None
    window_end: datetime.datetime | None
    valid_from: datetime.datetime
    expires_at: datetime.datetime | None
    created_at: datetime.datetime
    created_by: str | None
    revoked_at: datetime.datetime | None
    revoked_by: str | None

    def is_valid_in(self, period):
        """Tell whether the credit is valid at some moment of a period."""
        return (self.revoked_at is None and self.valid_from < period.end
                and (self.expires_at is None
                     or period.start < self.expires_at))


class Balance(typing.NamedTuple):
    """A credit, and how much of it statements have not used."""

    credit: Credit
    remaining: decimal.Decimal

    def as_dict(self):
        """Return the credit with its rest; numbers and times as text."""
        found = self.credit._asdict()
        found['amount'] = text.of_amount(self.credit.amount)
        found['percent'] = text.of_decimal(self.credit.percent)
        for name in ('window_start', 'window_end', 'valid_from', 'expires_at',
                     'created_at', 'revoked_at'):
            found[name] = times.to_text(found[name])
        return found | {'remaining': text.of_amount(self.remaining)}


class Use(typing.NamedTuple):
    """What a statement takes of a credit; positive."""

    credit: Credit
    amount: decimal.Decimal


def use(balances, currency, period, subtotal):
    """Return the Uses of credits for a statement, the first to expire first.

    :param subtotal: what there is to pay; never more than this is used
    """
    found = []
    for balance in sorted(balances, key=_expiry):
        amount = min(balance.remaining, subtotal)
        if (amount > 0 and balance.credit.currency == currency
                and balance.credit.is_valid_in(period)):
            found.append(Use(balance.credit, amount))
            subtotal = sums.difference(subtotal, amount)
    return found


def _expiry(balance):
    credit = balance.credit
    return (credit.expires_at or times.LATEST, credit.valid_from,
            credit.created_at, credit.id)
