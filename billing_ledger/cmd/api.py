# SPDX-License-Identifier: Apache-2.0
"""billing-api: the REST API on a small web server, for development."""

import ipaddress
import sys

from oslo_log import log as logging
from werkzeug import serving

from billing_ledger import conf as configuration
from billing_ledger.api import deploy
from billing_ledger.conf import api as options

LOG = logging.getLogger(__name__)


def main(argv=None):
    """Serve the REST API until somebody stops it."""
    conf = configuration.new_conf(
        sys.argv[1:] if argv is None else argv, prog='billing-api')
    options.register_opts(conf)
    if conf.api.auth_strategy == deploy.NOAUTH and not is_loopback(
            conf.api.host):
        return ('[api] auth_strategy = noauth lets everybody in: set '
                '[api] host to 127.0.0.1.')
    logging.setup(conf, 'billing-api')
    serve(conf)
    return 0


def serve(conf):
    server = serving.make_server(
        str(conf.api.host), conf.api.port, deploy.load_app(conf),
        threaded=True)
    LOG.info('Listening on http://%s:%s with the development server; run '
             'billing_ledger.wsgi:application for more.',
             conf.api.host, server.port)
    try:
        server.serve_forever()
    finally:
        server.server_close()


def is_loopback(host):
    """Tell whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == 'localhost'


if __name__ == '__main__':
    sys.exit(main())
