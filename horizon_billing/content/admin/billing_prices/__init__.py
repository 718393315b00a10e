# SPDX-License-Identifier: Apache-2.0
"""Admin > Billing > Prices: what is charged, to whom and when."""
