# SPDX-License-Identifier: Apache-2.0
"""Where files lie that a program writes itself."""

import os
import pathlib

from oslo_config import cfg

_SYSTEM_PATH = '/var/lib/horizon-billing'
DEFAULT_CONNECTION = 'sqlite:///$state_path/billing.sqlite'


def _default_state_path():
    if os.access(_SYSTEM_PATH, os.W_OK):
        return _SYSTEM_PATH
    home = os.environ.get('XDG_STATE_HOME') or '~/.local/state'
    return str(pathlib.Path(home).expanduser() / 'horizon-billing')


OPTS = [
    cfg.StrOpt('state_path',
               default=_default_state_path(),
               sample_default=_SYSTEM_PATH,
               help='Folder for the embedded SQLite database. Whoever may '
                    'not write to the default uses '
                    '~/.local/state/horizon-billing.'),
]


def register_opts(conf):
    conf.register_opts(OPTS)


def list_opts():
    return [(None, OPTS)]
