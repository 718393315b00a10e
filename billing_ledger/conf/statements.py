# SPDX-License-Identifier: Apache-2.0
"""Options of group [statements]: when months are closed, and who bills."""

from oslo_config import cfg

from billing_ledger.conf import documents

GROUP = 'statements'

OPTS = [
    cfg.IntOpt(
        'grace_days', default=3, min=0, max=365,
        help='Days after the end of a month before it may be closed: time '
             'for what comes late. What comes later still is made good by a '
             'correction on the next statement.'),
    cfg.IntOpt(
        'correction_months', default=12, min=0, max=120,
        help='How many months back closing a month looks for what has '
             'changed since they were closed.'),
    cfg.IntOpt(
        'close_interval', default=0, min=0,
        help='Seconds between two looks of billing-listener for a month that '
             'is due, which it closes then. With 0 it never does: then '
             'somebody runs "billing-manage statement close".'),
]


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='Statements',
        help='When and how months are closed: each account gets a statement '
             'that never changes any more. Who bills, as its documents say.')


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts([*OPTS, *documents.OPTS], group=GROUP)


def list_opts():
    return [(_group(), [*OPTS, *documents.OPTS])]
