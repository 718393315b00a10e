# SPDX-License-Identifier: Apache-2.0
"""Adds Project > Billing > Overview."""

PANEL = 'billing'
PANEL_DASHBOARD = 'project'
PANEL_GROUP = 'billing'
ADD_PANEL = 'horizon_billing.content.project.billing.panel.Billing'
