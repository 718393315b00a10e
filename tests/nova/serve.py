# SPDX-License-Identifier: Apache-2.0
"""Serve one OpenStack WSGI application with waitress, in one process.

Runs in the virtual environment of the cloud: serve.py MODULE:ATTR PORT
"""

import importlib
import sys

_THREADS = 8


def main():
    """Serve until the process is ended."""
    target, port = sys.argv[1:]
    # Nova's application reads the arguments of whatever serves it.
    sys.argv = [target.partition('.')[0]]
    module, _, attribute = target.partition(':')
    application = getattr(importlib.import_module(module), attribute)
    import waitress  # the application may set up threading
    waitress.serve(application, host='127.0.0.1', port=int(port),
                   threads=_THREADS, channel_timeout=300)


if __name__ == '__main__':
    main()
