# SPDX-License-Identifier: Apache-2.0
"""Options of group [reconcile]: which Nova to ask, and how often."""

import copy

from oslo_config import cfg

try:
    from keystoneauth1 import loading
except ImportError:          # the extra "reconcile" is not installed
    loading = None

GROUP = 'reconcile'
_HOUR = 3600

OPTS = [
    cfg.FloatOpt(
        'interval', default=_HOUR, min=1,
        help='Seconds between two comparisons of the books with Nova. The '
             'first one is made on start.'),
    cfg.FloatOpt(
        'settle_time', default=120, min=0,
        help='Seconds for which a change may still be announced. What changed '
             'in Nova more recently is compared in the next round.'),
    cfg.FloatOpt(
        'look_back', default=31 * 24 * _HOUR, min=0,
        help='Seconds for which deleted servers and migrations are looked at '
             'on start; later rounds look at what changed since the round '
             'before. Nova forgets what has been archived from its database.'),
    cfg.IntOpt(
        'page_size', default=1000, min=1,
        help='How many servers are asked for at once. Nova gives no more than '
             '[api] max_limit of nova.conf (1000 unless set there).'),
    cfg.FloatOpt(
        'audit_interval', default=60, min=0.1,
        help='Seconds after which instance.exists notifications that '
             'contradict the books are followed up with questions to Nova.'),
]
_AUTH_TYPE = 'password'
_TIMEOUT = 60


def is_enabled(conf):
    """Tell whether reconciliation is wanted.

    Without keystoneauth1 nothing of ``auth_url`` is known but that it is set.
    """
    return bool(conf[GROUP].auth_url)


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts(OPTS, group=GROUP)
    for opt in _auth_opts():
        conf.register_opt(opt, group=GROUP)
    if loading is not None:
        conf.set_default('auth_type', _AUTH_TYPE, group=GROUP)
        conf.set_default('timeout', _TIMEOUT, group=GROUP)
        conf.set_default('valid_interfaces', ['internal', 'public'],
                         group=GROUP)


def list_opts():
    return [(_group(), OPTS + _auth_opts())]


def load_session(conf):
    """Return the keystoneauth1 session that the options describe."""
    group = conf[GROUP]
    for opt in loading.get_auth_plugin_conf_options(group.auth_type):
        if opt.dest not in group:
            conf.register_opt(opt, group=GROUP)
    auth = loading.get_plugin_loader(
        group.auth_type).load_from_options_getter(
            lambda opt: group[opt.dest])
    return loading.load_session_from_conf_options(conf, GROUP, auth=auth)


def _auth_opts():
    if loading is None:
        return [cfg.StrOpt('auth_url', help='URL of Keystone.')]
    return [*(opt for opt in loading.get_auth_common_conf_options()
              if opt.dest == 'auth_type'),
            *map(_optional,
                 loading.get_auth_plugin_conf_options(_AUTH_TYPE)),
            *loading.get_session_conf_options(),
            *loading.get_adapter_conf_options(include_deprecated=False)]


def _optional(opt):
    """Return an option that may be left out: reconciliation is off then."""
    opt = copy.copy(opt)
    opt.required = False
    return opt


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='Reconciliation with Nova',
        help='How billing-listener compares the books with what Nova itself '
             'has recorded, and heals what no notification told. It is off '
             'unless auth_url is set, and needs a user who may list the '
             'servers of all projects with their hosts (role admin). '
             'Packages: horizon-billing[reconcile].')
