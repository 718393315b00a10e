# SPDX-License-Identifier: Apache-2.0
"""All operations of the API."""

from billing_ledger.api.handlers import account
from billing_ledger.api.handlers import answer
from billing_ledger.api.handlers import budget
from billing_ledger.api.handlers import charge
from billing_ledger.api.handlers import credit
from billing_ledger.api.handlers import discount
from billing_ledger.api.handlers import efficiency
from billing_ledger.api.handlers import forecast
from billing_ledger.api.handlers import meter
from billing_ledger.api.handlers import openapi
from billing_ledger.api.handlers import price
from billing_ledger.api.handlers import price_book
from billing_ledger.api.handlers import run
from billing_ledger.api.handlers import statement
from billing_ledger.api.handlers import timeline
from billing_ledger.api.handlers import usage
from billing_ledger.api.handlers import version
from billing_ledger.api.handlers import wallet

OPERATIONS = (
    *version.OPERATIONS,
    *openapi.OPERATIONS,
    *meter.OPERATIONS,
    *usage.OPERATIONS,
    *charge.OPERATIONS,
    *price.OPERATIONS,
    *price_book.OPERATIONS,
    *discount.OPERATIONS,
    *answer.OPERATIONS,
    *forecast.OPERATIONS,
    *efficiency.OPERATIONS,
    *timeline.OPERATIONS,
    *run.OPERATIONS,
    *statement.OPERATIONS,
    *account.OPERATIONS,
    *credit.OPERATIONS,
    *wallet.OPERATIONS,
    *budget.OPERATIONS,
)
