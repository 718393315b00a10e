# SPDX-License-Identifier: Apache-2.0
"""Clouds of several regions: one bill for them, and what they owe each other.
"""
