# SPDX-License-Identifier: Apache-2.0
"""billing-manage: the operator's tool, straight on the database."""
