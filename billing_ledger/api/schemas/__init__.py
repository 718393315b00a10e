# SPDX-License-Identifier: Apache-2.0
"""JSON schemas of what the API takes and answers; one module a resource."""
