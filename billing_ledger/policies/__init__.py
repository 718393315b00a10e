# SPDX-License-Identifier: Apache-2.0
"""The rules that say who may do what; one module for each resource."""

import itertools

from billing_ledger.policies import account
from billing_ledger.policies import answer
from billing_ledger.policies import base
from billing_ledger.policies import budget
from billing_ledger.policies import charge
from billing_ledger.policies import credit
from billing_ledger.policies import discount
from billing_ledger.policies import efficiency
from billing_ledger.policies import forecast
from billing_ledger.policies import meter
from billing_ledger.policies import openapi
from billing_ledger.policies import price
from billing_ledger.policies import price_book
from billing_ledger.policies import run
from billing_ledger.policies import statement
from billing_ledger.policies import timeline
from billing_ledger.policies import usage
from billing_ledger.policies import wallet


def list_rules():
    """Return every rule, as oslo.policy's generators expect it."""
    return list(itertools.chain(
        base.RULES, usage.RULES, charge.RULES, price.RULES,
        price_book.RULES, discount.RULES, answer.RULES, forecast.RULES,
        efficiency.RULES, timeline.RULES,
        run.RULES, statement.RULES, account.RULES, credit.RULES, wallet.RULES,
        budget.RULES, meter.RULES, openapi.RULES))
