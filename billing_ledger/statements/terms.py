# SPDX-License-Identifier: Apache-2.0
"""Refuse what an account or a credit cannot say; pure."""

import decimal

from billing_ledger import currency as currencies
from billing_ledger import exception
from billing_ledger.facts import fields
from billing_ledger.statements import lines

LONGEST_ADDRESS = 2000
LONGEST_REASON = 1000
MOST_PERCENT_DECIMALS = 4
LARGEST_AMOUNT = decimal.Decimal(10) ** 12
_HUNDRED = decimal.Decimal(100)


def check_account(terms):
    """Refuse with InvalidAccount what no account can have.

    :param terms: an account.Terms
    """
    refuse = exception.InvalidAccount
    check_text(refuse, terms.name, 'name')
    check_text(refuse, terms.address, 'address', LONGEST_ADDRESS,
               may_be_empty=True, lines_too=True)
    if terms.tax_id is not None:
        check_text(refuse, terms.tax_id, 'tax_id', fields.ID_LENGTH)
    check_text(refuse, terms.tax_name, 'tax_name', fields.ID_LENGTH,
               may_be_empty=True)
    check_percent(refuse, terms.tax_percent, 'tax_percent')
    if terms.tax_percent and not terms.tax_name:
        raise refuse(reason='A tax needs a name: give tax_name, too.')
    check_currency(refuse, terms.currency)
    if terms.detail not in lines.DETAILS:
        raise refuse(reason=f'detail is one of {", ".join(lines.DETAILS)}, '
                            f'not {terms.detail!r:.40}.')


def check_text(refuse, value, name, longest=fields.NAME_LENGTH,
               may_be_empty=False, lines_too=False):
    """Refuse what is not a text of some characters, fit for a document."""
    if not isinstance(value, str):
        raise refuse(reason=f'{name} must be a text, '
                            f'not {type(value).__name__}.')
    if not value.strip() and not may_be_empty:
        raise refuse(reason=f'{name} is empty.')
    if len(value) > longest:
        raise refuse(reason=f'{name} has {len(value)} characters; {longest} '
                            'are the most.')
    shown = value.replace('\n', '') if lines_too else value
    if not shown.isprintable():
        raise refuse(reason=f'{name} has characters that cannot be printed.')


def check_percent(refuse, value, name):
    """Refuse what is no percentage from 0 to 100."""
    check_number(refuse, value, name)
    if not 0 <= value <= _HUNDRED:
        raise refuse(reason=f'{name} must be from 0 to 100.')
    if -value.as_tuple().exponent > MOST_PERCENT_DECIMALS:
        raise refuse(reason=f'{name} has more than {MOST_PERCENT_DECIMALS} '
                            'decimals.')


def check_amount(refuse, value, name, currency):
    """Refuse what is no positive amount in whole minor units."""
    check_number(refuse, value, name)
    if not 0 < value < LARGEST_AMOUNT:
        raise refuse(reason=f'{name} must be more than 0 and less than 10^12.')
    if currencies.rounded(value, currency) != value:
        raise refuse(reason=f'{name} must be a multiple of '
                            f'{currencies.minor_unit(currency):f} {currency}.')


def check_number(refuse, value, name):
    """Refuse what is no finite Decimal."""
    if not isinstance(value, decimal.Decimal) or not value.is_finite():
        raise refuse(reason=f'{name} must be a decimal number, '
                            f'not {value!r:.40}.')


def check_currency(refuse, value):
    """Refuse what does not look like ISO 4217."""
    if not (isinstance(value, str) and len(value) == 3 and value.isascii()
            and value.isalpha() and value.isupper()):
        raise refuse(reason='currency must be three capital letters '
                            f'(ISO 4217), not {value!r:.20}.')
