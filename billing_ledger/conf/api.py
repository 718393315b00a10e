# SPDX-License-Identifier: Apache-2.0
"""Options of the REST API."""

from oslo_config import cfg

GROUP = 'api'

OPTS = [
    cfg.StrOpt(
        'auth_strategy', default='keystone', choices=[
            ('keystone',
             'Callers send a Keystone token, checked as the '
             '[keystone_authtoken] group says.'),
            ('noauth',
             'Everyone is an administrator, or whoever the headers '
             'X-User-Id, X-Project-Id and X-Roles name. For development: '
             'billing-api then listens on the loopback interface alone, and '
             'the WSGI application refuses to start.'),
        ],
        help='How the API learns who calls.'),
    cfg.HostAddressOpt(
        'host', default='127.0.0.1',
        help='The address that the development server billing-api listens '
             'on. A web server that runs billing_ledger.wsgi:application has '
             'its own setting.'),
    cfg.PortOpt(
        'port', default=8790,
        help='The port that the development server billing-api listens on.'),
]


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='REST API',
        help='How billing-api answers its callers, and how it knows who they '
             'are.')


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts(OPTS, group=GROUP)


def list_opts():
    return [(_group(), OPTS)]
