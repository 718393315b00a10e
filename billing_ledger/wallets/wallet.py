# SPDX-License-Identifier: Apache-2.0
"""A wallet, and when it is low or empty; pure."""

import datetime
import decimal
import typing

from billing_ledger import text
from billing_ledger import times

LOW, EMPTY = 'wallet.low', 'wallet.empty'


class Wallet(typing.NamedTuple):
    """What an account has paid before, in one currency.

    ``threshold`` is the balance at which it is low (None: as configured, 0:
    never). ``is_low`` and ``is_empty`` are as of the last entry. ``draw_from``
    is the first month whose cost may still change.
    """

    account_id: str
    currency: str
    threshold: decimal.Decimal | None
    is_low: bool
    is_empty: bool
    draw_from: str
    changes: int
    entries: int
    created_at: datetime.datetime
    created_by: str | None
    balance: decimal.Decimal

    def as_dict(self):
        """Return the wallet with numbers and times as text."""
        found = self._asdict() | {
            'threshold': text.of_amount(self.threshold),
            'balance': text.of_amount(self.balance),
            'created_at': times.to_text(self.created_at)}
        del found['changes']
        return found


def judged(wallet, default_threshold):
    """Return (the Wallet with its flags as they are now, what to tell).

    What to tell is LOW and EMPTY, where the wallet was not so before.

    :param default_threshold: for wallets without one of their own
    """
    threshold = (default_threshold if wallet.threshold is None
                 else wallet.threshold)
    is_low = bool(threshold) and wallet.balance <= threshold
    is_empty = wallet.balance <= 0
    crossed = [kind for kind, before, now in (
        (LOW, wallet.is_low, is_low), (EMPTY, wallet.is_empty, is_empty))
        if now and not before]
    return wallet._replace(is_low=is_low, is_empty=is_empty), crossed
