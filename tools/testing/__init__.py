# SPDX-License-Identifier: Apache-2.0
"""Helpers of tools/test.sh: they count what passed and what failed."""
