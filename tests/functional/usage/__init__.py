# SPDX-License-Identifier: Apache-2.0
"""From the guest to the bill: what is used is billed, through migrations."""
