# SPDX-License-Identifier: Apache-2.0
"""Put the middleware around the application.

From the outside in: what a proxy says about the caller, the id of the request,
the health check, errors as JSON, who the caller is, the application.
"""

import gc

from keystonemiddleware import auth_token
from oslo_middleware import healthcheck
from oslo_middleware import http_proxy_to_wsgi
from oslo_middleware import request_id
from oslo_middleware.healthcheck import opts as healthcheck_opts
from werkzeug import exceptions
from werkzeug.middleware import dispatcher

from billing_ledger import ledger
from billing_ledger.api import app as api
from billing_ledger.api import faults
from billing_ledger.api import noauth

NOAUTH = 'noauth'
HEALTHCHECK_PATH = '/healthcheck'
DATABASE_BACKEND = 'billing_database'


# A long bill makes a hundred thousand objects and no cycles among them, among
# which the collector would search after every 700.
_COLLECT_AFTER = 100_000


def load_app(conf):
    """Return the whole WSGI application of a configuration."""
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    # A caller is told at once that the database is away, not after minutes.
    conf.set_default('max_retries', 0, group='database')
    return wrap(api.create_app(conf, ledger.open_ledger(conf)), conf)


def wrap(application, conf):
    """Return an application with all middleware around it."""
    application = faults.Faults(_authenticated(application, conf))
    application = dispatcher.DispatcherMiddleware(
        application, {HEALTHCHECK_PATH: _healthcheck(conf)})
    application = request_id.RequestId(application, conf)
    return http_proxy_to_wsgi.HTTPProxyToWSGI(application, conf)


def _authenticated(application, conf):
    if conf.api.auth_strategy == NOAUTH:
        return noauth.NoAuth(application)
    strict, lenient = (
        auth_token.AuthProtocol(application, {
            'oslo_config_config': conf, 'delay_auth_decision': delay})
        for delay in (False, True))

    def authenticate(environ, start_response):
        # Both take away what callers claim about themselves. Only the strict
        # one tells a bad token from a Keystone that is away.
        guard = strict if _is_private(environ) else lenient
        return guard(environ, start_response)

    return authenticate


def _is_private(environ):
    return environ.get('PATH_INFO', '').startswith('/v1')


def _healthcheck(conf):
    conf.register_opts(healthcheck_opts.HEALTHCHECK_OPTS, group='healthcheck')
    conf.set_default('backends', [DATABASE_BACKEND], group='healthcheck')
    elsewhere = faults.Faults(exceptions.NotFound())
    return healthcheck.Healthcheck(elsewhere, conf)
