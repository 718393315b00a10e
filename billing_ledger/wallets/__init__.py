# SPDX-License-Identifier: Apache-2.0
"""Prepaid wallets: what was paid before, and what was used of it."""
