# SPDX-License-Identifier: Apache-2.0
"""The client of the REST API, version 1."""

from billing_ledger.client.v1.client import Client

__all__ = ('Client',)
