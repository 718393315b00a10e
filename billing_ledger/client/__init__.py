# SPDX-License-Identifier: Apache-2.0
"""A client of the REST API that needs keystoneauth1 and nothing else."""
