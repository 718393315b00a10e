# SPDX-License-Identifier: Apache-2.0
"""Compares the books with Nova's own records, and heals what was missed."""
