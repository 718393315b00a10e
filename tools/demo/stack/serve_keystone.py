# SPDX-License-Identifier: Apache-2.0
"""Serve Keystone on loopback: serve_keystone.py PORT."""
import sys

import waitress


def main():
    port = int(sys.argv[1])
    # Keystone parses sys.argv itself when its application is imported.
    del sys.argv[1:]
    from keystone.wsgi.api import application
    # Horizon leaves a keep-alive connection behind per session; with the
    # defaults (100 connections, 120 s) Keystone would stop accepting.
    waitress.serve(application, listen=f'127.0.0.1:{port}', threads=4,
                   ident=None, connection_limit=1000, channel_timeout=15,
                   cleanup_interval=5, asyncore_use_poll=True)


if __name__ == '__main__':
    main()
