# SPDX-License-Identifier: Apache-2.0
"""Stands before Horizon's own `local` package on the path of the demo."""
