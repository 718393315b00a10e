# SPDX-License-Identifier: Apache-2.0
"""The enforcer of the policy rules, for the API and oslo's generators."""

from oslo_config import cfg
from oslo_policy import policy

from billing_ledger import policies


def create_enforcer(conf):
    """Return an enforcer that knows every rule of the billing service."""
    enforcer = policy.Enforcer(conf)
    enforcer.register_defaults(policies.list_rules())
    return enforcer


def get_enforcer():
    """Return the enforcer that oslo.policy's command line tools work with."""
    conf = cfg.CONF
    conf([], project='billing')
    return create_enforcer(conf)
