# SPDX-License-Identifier: Apache-2.0
"""``billing_ledger.wsgi:application``, for uWSGI, mod_wsgi and their like."""

import os
import pathlib

from oslo_log import log as logging

from billing_ledger import conf as configuration
from billing_ledger.api import deploy
from billing_ledger.conf import api as options

CONFIG_DIR = 'OS_BILLING_CONFIG_DIR'


def load(environ):
    """Return the application that a process environment describes.

    The configuration is ``billing.conf`` in the folder that
    OS_BILLING_CONFIG_DIR names, or where oslo.config looks for it; the
    arguments of the web server are none of our business.
    """
    more = {}
    if environ.get(CONFIG_DIR):
        path = pathlib.Path(environ[CONFIG_DIR], 'billing.conf')
        more['default_config_files'] = [str(path)]
    conf = configuration.new_conf(prog='billing-api', **more)
    options.register_opts(conf)
    if conf.api.auth_strategy == deploy.NOAUTH:
        raise SystemExit(
            '[api] auth_strategy = noauth lets everybody in: it works with '
            'the development server billing-api alone.')
    logging.setup(conf, 'billing-api')
    return deploy.load_app(conf)


application = load(os.environ)
