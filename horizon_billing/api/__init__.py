# SPDX-License-Identifier: Apache-2.0
"""Calls of the billing service on behalf of a Horizon user."""
