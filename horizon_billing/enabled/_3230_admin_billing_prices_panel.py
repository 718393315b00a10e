# SPDX-License-Identifier: Apache-2.0
"""Adds Admin > Billing > Prices."""

PANEL = 'billing_prices'
PANEL_DASHBOARD = 'admin'
PANEL_GROUP = 'billing'
ADD_PANEL = 'horizon_billing.content.admin.billing_prices.panel.Prices'
