# SPDX-License-Identifier: Apache-2.0
"""Keep the process small: one runs beside the guests on each compute node."""

import importlib.util
import sys

_NEEDED = ('cotyledon', 'futurist')


def avoid_eventlet():
    """Have oslo.messaging imported without eventlet; return whether it is.

    oslo.messaging imports oslo.service, and that eventlet, which nothing here
    uses: 19 MiB of the 72 that such a process takes. oslo.service can do with
    threads instead, if its extra "threading" is installed. Call this before
    anything of theirs is imported.
    """
    if 'eventlet' in sys.modules or not all(
            map(importlib.util.find_spec, _NEEDED)):
        return False
    # Others import it wherever it is installed.
    sys.modules['eventlet'] = None
    try:
        from oslo_service import backend
        backend.init_backend(backend.BackendType.THREADING)
    except (ImportError, AttributeError, ValueError):
        del sys.modules['eventlet']          # an older oslo.service
        return False
    return True
