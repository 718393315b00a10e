# SPDX-License-Identifier: Apache-2.0
"""The way in: one attribute for each resource of the API."""

from billing_ledger.client.v1 import account
from billing_ledger.client.v1 import answer
from billing_ledger.client.v1 import budget
from billing_ledger.client.v1 import charge
from billing_ledger.client.v1 import connection
from billing_ledger.client.v1 import credit
from billing_ledger.client.v1 import discount
from billing_ledger.client.v1 import meter
from billing_ledger.client.v1 import outlook
from billing_ledger.client.v1 import price
from billing_ledger.client.v1 import run
from billing_ledger.client.v1 import statement
from billing_ledger.client.v1 import timeline
from billing_ledger.client.v1 import usage

SERVICE_TYPE = 'billing'


class Client:
    """A client of the billing service.

    :param session: keystoneauth1 Session
    :param options: whatever a keystoneauth1 Adapter takes, for example
                    region_name, interface, endpoint_override
    """

    def __init__(self, session, service_type=SERVICE_TYPE, **options):
        speaking = connection.Connection(
            session=session, service_type=service_type, **options)
        self.usage = usage.UsageManager(speaking)
        self.charges = charge.ChargeManager(speaking)
        self.prices = price.PriceManager(speaking)
        self.discounts = discount.DiscountManager(speaking)
        self.plans = discount.PlanManager(speaking)
        self.budgets = budget.BudgetManager(speaking)
        self.explanations = answer.ExplanationManager(speaking)
        self.quotes = answer.QuoteManager(speaking)
        self.audit = answer.AuditManager(speaking)
        self.forecasts = outlook.ForecastManager(speaking)
        self.efficiency = outlook.EfficiencyManager(speaking)
        self.meters = meter.MeterManager(speaking)
        self.timelines = timeline.TimelineManager(speaking)
        self.runs = run.RunManager(speaking)
        self.statements = statement.StatementManager(speaking)
        self.accounts = account.AccountManager(speaking)
        self.credits = credit.CreditManager(speaking)
