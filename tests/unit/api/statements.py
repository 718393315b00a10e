# SPDX-License-Identifier: Apache-2.0
"""Closed statements of the recorded month, for the tests of the API."""

import datetime

from billing_ledger.statements import account as accounts
from billing_ledger.statements import month as months
from tests.unit.api import books

NOVEMBER = months.Month(2026, 11)
CLOSING_TIME = datetime.datetime(2026, 12, 10, tzinfo=datetime.UTC)
# The servers are gone by then; whole hours at 1 make amounts to see.
UNIT_PRICE = '3600'


def make_dear(kept):
    """Let a second of uptime cost 1, so that there is something to bill."""
    kept.prices.create(
        books.price.NewPrice('instance.uptime',
                             books.decimal.Decimal(UNIT_PRICE),
                             'instance-hour', 'EUR', books.PRICED_FROM),
        allow_past=True)


def close(kept):
    """Close the month, and return the statements."""
    return list(kept.statements.closing.close(NOVEMBER))


def share(kept, *projects):
    """Let an account pay for some projects; return its id."""
    account = kept.statements.accounts.create(accounts.Terms(
        name='Example Ltd', address='Secret Street 1', tax_id='DE123',
        tax_name='VAT', tax_percent=books.decimal.Decimal(19)))
    for project_id in projects:
        kept.statements.accounts.add_project(account.id, project_id,
                                             NOVEMBER)
    return account.id
