# SPDX-License-Identifier: Apache-2.0
"""Options of group [budgets]: when they are checked, what may be done."""

from oslo_config import cfg

GROUP = 'budgets'

OPTS = [
    cfg.IntOpt(
        'check_interval', default=0, min=0,
        help='Seconds between two checks of all budgets by billing-listener. '
             'With 0 it never checks: then somebody runs "billing-manage '
             'budget check".'),
    cfg.BoolOpt(
        'enforce', default=False,
        help='Whether billing-listener stops or shelves the active instances '
             'of projects beyond their budget, where the budget says so, the '
             'action was announced, and its time has come. It asks Nova as '
             'the user of [reconcile], who must be allowed to. Needs '
             '[notices] channels: what nobody was told is not done.'),
]


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='Budgets',
        help='When the budgets of projects are checked, and whether more '
             'than a notice comes of them.')


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts(OPTS, group=GROUP)


def list_opts():
    return [(_group(), OPTS)]
