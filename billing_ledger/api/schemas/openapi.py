# SPDX-License-Identifier: Apache-2.0
"""What GET /v1/openapi.json answers."""

RESPONSE = {'type': 'object', 'required': ['openapi', 'info', 'paths']}
