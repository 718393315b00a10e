# SPDX-License-Identifier: Apache-2.0
"""Project > Billing > Overview: what this project costs, and why."""
