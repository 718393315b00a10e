# SPDX-License-Identifier: Apache-2.0
"""Tests of the demo cloud's month."""
