# SPDX-License-Identifier: Apache-2.0
"""The files with which Horizon learns of the Billing panels."""
