# SPDX-License-Identifier: Apache-2.0
"""Options of group [wallets]: when prepaid wallets are drawn from."""

import decimal

from oslo_config import cfg

GROUP = 'wallets'

OPTS = [
    cfg.StrOpt(
        'low_balance', default='0', regex=r'^[0-9]{1,12}(\.[0-9]{1,6})?$',
        help='The balance at which a wallet is low, and a notice says so '
             'once. With 0 none is low. A wallet may have a value of its '
             'own.'),
    cfg.IntOpt(
        'draw_interval', default=0, min=0,
        help='Seconds between two draws of billing-listener, which take from '
             'each wallet what its account has used since. With 0 it never '
             'does: then somebody runs "billing-manage wallet draw".'),
]


def low_balance(conf):
    """Return the balance at which wallets are low, as a Decimal."""
    return decimal.Decimal(conf.wallets.low_balance)


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='Wallets',
        help='Prepaid wallets: when they are drawn from, and when they are '
             'low.')


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts(OPTS, group=GROUP)


def list_opts():
    return [(_group(), OPTS)]
