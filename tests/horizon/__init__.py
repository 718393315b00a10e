# SPDX-License-Identifier: Apache-2.0
"""Tests of the Horizon panels, in Django's test runner.

``python -m django test --settings=tests.horizon.settings tests.horizon``
"""
