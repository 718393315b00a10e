# SPDX-License-Identifier: Apache-2.0
"""What people are told of a wallet that runs out; pure."""

from billing_ledger import text
from billing_ledger.notify import notice
from billing_ledger.wallets import wallet as types

_TITLES = {types.LOW: 'The prepaid balance is low: {}',
           types.EMPTY: 'The prepaid balance is used up: {}'}


def make(kind, wallet):
    """Return the Notice that a Wallet has become low or empty.

    :param kind: wallet.LOW or wallet.EMPTY
    """
    balance = text.of_amount(wallet.balance)
    amount = f'{balance} {wallet.currency}'
    return notice.Notice(
        kind=kind, subject_type=notice.ACCOUNT, subject_id=wallet.account_id,
        # Different for each crossing: the wallet counts its changes.
        period=f'{wallet.currency}/{wallet.changes}',
        title=_TITLES[kind].format(amount),
        text=f'The wallet of account {wallet.account_id} has {amount} left. '
             'Usage is charged to it on, also below zero. Top it up.',
        data={'account_id': wallet.account_id, 'currency': wallet.currency,
              'balance': balance})
