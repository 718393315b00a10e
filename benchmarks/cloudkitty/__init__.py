# SPDX-License-Identifier: Apache-2.0
"""The same month, billed by CloudKitty and by the ledger, side by side."""
