# SPDX-License-Identifier: Apache-2.0
"""All options of the ledger, for oslo's sample configuration generator."""

from billing_ledger.conf import api
from billing_ledger.conf import billing
from billing_ledger.conf import budgets
from billing_ledger.conf import notices
from billing_ledger.conf import paths
from billing_ledger.conf import readings
from billing_ledger.conf import statements
from billing_ledger.conf import wallets


def list_opts():
    return [*paths.list_opts(), *billing.list_opts(),
            *readings.list_opts(), *statements.list_opts(),
            *wallets.list_opts(), *notices.list_opts(), *budgets.list_opts(),
            *api.list_opts()]
