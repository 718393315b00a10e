# SPDX-License-Identifier: Apache-2.0
"""Refuse what a wallet or a payment cannot be; pure."""

from billing_ledger import currency as currencies
from billing_ledger import exception
from billing_ledger.facts import fields
from billing_ledger.statements import terms

LONGEST_REFERENCE = 200
_REFUSE = exception.InvalidWallet


def check_wallet(account_id, currency, threshold):
    """Refuse with InvalidWallet what no wallet can have."""
    _check_key(account_id, currency)
    if threshold is None:
        return
    terms.check_number(_REFUSE, threshold, 'threshold')
    if not 0 <= threshold < terms.LARGEST_AMOUNT:
        raise _REFUSE(reason='threshold must be 0 or more, and less than '
                             '10^12.')
    if currencies.rounded(threshold, currency) != threshold:
        raise _REFUSE(reason='threshold must be a multiple of '
                             f'{currencies.minor_unit(currency):f} '
                             f'{currency}.')


def check_top_up(account_id, currency, amount, reference):
    """Refuse with InvalidWallet what no payment can be."""
    _check_key(account_id, currency)
    terms.check_amount(_REFUSE, amount, 'amount', currency)
    _check_reference(reference)


def check_correction(account_id, currency, amount, reference):
    """Refuse with InvalidWallet what no correction can be."""
    _check_key(account_id, currency)
    terms.check_number(_REFUSE, amount, 'amount')
    terms.check_amount(_REFUSE, abs(amount), 'amount without its sign',
                       currency)
    _check_reference(reference)


def _check_reference(reference):
    terms.check_text(_REFUSE, reference, 'reference', LONGEST_REFERENCE)
    # Databases do not agree on whether these make a difference.
    if reference != reference.strip():
        raise _REFUSE(reason='reference begins or ends with a space.')


def _check_key(account_id, currency):
    terms.check_text(_REFUSE, account_id, 'account_id', fields.ID_LENGTH)
    terms.check_currency(_REFUSE, currency)
