# SPDX-License-Identifier: Apache-2.0
"""The panels, a folder for each dashboard."""
