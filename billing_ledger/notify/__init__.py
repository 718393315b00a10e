# SPDX-License-Identifier: Apache-2.0
"""Notices: what people and programs should be told about."""
