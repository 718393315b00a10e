# SPDX-License-Identifier: Apache-2.0
"""The options of the ledger, and how a program reads its configuration."""

from oslo_config import cfg
from oslo_db import options as db_options
from oslo_log import log

from billing_ledger.conf import billing
from billing_ledger.conf import budgets
from billing_ledger.conf import notices
from billing_ledger.conf import paths
from billing_ledger.conf import readings
from billing_ledger.conf import statements
from billing_ledger.conf import wallets

PROJECT = 'billing'


def register_opts(conf):
    """Register what every program of horizon-billing understands."""
    paths.register_opts(conf)
    billing.register_opts(conf)
    readings.register_opts(conf)
    notices.register_opts(conf)
    statements.register_opts(conf)
    wallets.register_opts(conf)
    budgets.register_opts(conf)
    db_options.set_defaults(conf, connection=paths.DEFAULT_CONNECTION)


def unread_conf():
    """Return a configuration that knows the options, and has read nothing."""
    conf = cfg.ConfigOpts()
    log.register_options(conf)
    # Every program says itself what is wrong with the database; oslo.db would
    # say it with the data of the statement.
    log.set_defaults(default_log_levels=[
        *log.get_default_log_levels(), 'alembic=WARN', 'oslo_db=ERROR'])
    register_opts(conf)
    return conf


def new_conf(args=(), prog=None, **more):
    """Return a configuration read from files, environment and arguments.

    ``billing.conf`` is looked for where oslo.config looks for any service's,
    for example in /etc/billing; environment variables such as
    ``OS_DATABASE__CONNECTION`` come before the files.
    """
    conf = unread_conf()
    conf(list(args), project=PROJECT, prog=prog, **more)
    return conf
