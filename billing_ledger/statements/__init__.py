# SPDX-License-Identifier: Apache-2.0
"""Statements: what accounts owe for a month, and what they were told."""
