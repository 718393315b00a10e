# SPDX-License-Identifier: Apache-2.0
"""How python-openstackclient finds the billing service."""

from osc_lib import utils

from billing_ledger.client import v1

DEFAULT_API_VERSION = '1'
API_VERSION_OPTION = 'os_billing_api_version'
API_NAME = 'billing'
API_VERSIONS = {'1': 'billing_ledger.client.v1.Client'}


def make_client(instance):
    """Return a client with the session of the command line."""
    return v1.Client(
        session=instance.session,
        region_name=instance.region_name,
        interface=instance.interface,
        endpoint_override=instance.get_configuration().get(
            'billing_endpoint_override'))


def build_option_parser(parser):
    """Add the global options of the plugin."""
    parser.add_argument(
        '--os-billing-api-version', metavar='<billing-api-version>',
        default=utils.env('OS_BILLING_API_VERSION',
                          default=DEFAULT_API_VERSION),
        choices=sorted(API_VERSIONS),
        help=f'Billing API version, default={DEFAULT_API_VERSION} '
             '(Env: OS_BILLING_API_VERSION)')
    return parser
