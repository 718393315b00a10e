# SPDX-License-Identifier: Apache-2.0
"""What the API does; one module a resource, each with its OPERATIONS."""
