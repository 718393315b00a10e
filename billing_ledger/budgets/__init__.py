# SPDX-License-Identifier: Apache-2.0
"""Budgets: what projects may cost a month, and what happens beyond that."""
