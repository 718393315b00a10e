# SPDX-License-Identifier: Apache-2.0
"""What billing-listener does about budgets: check them, and act on Nova."""
