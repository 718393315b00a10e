# SPDX-License-Identifier: Apache-2.0
"""Run one of the servers from a shell until it is interrupted."""

import argparse
import signal
import sys

from tests.functional import services

_SERVERS = {'rabbitmq': services.RabbitMQ, 'mariadb': services.MariaDB,
            'postgresql': services.PostgreSQL}


def _url(server):
    if isinstance(server, services.RabbitMQ):
        return server.url
    return server.create_database('billing')


def _end(number, frame):
    raise SystemExit(0)


def main():
    """Start a server, print its URL, wait for SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(
        prog='python -m tests.functional.services', description=__doc__)
    parser.add_argument('server', choices=sorted(_SERVERS))
    parser.add_argument('--print-url', action='store_true',
                        help='print nothing but the URL')
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    with _SERVERS[arguments.server]() as server:
        if not arguments.print_url:
            print(f'{server.name} in {server.directory}; Ctrl-C ends it')
        print(_url(server), flush=True)
        while True:
            signal.pause()


if __name__ == '__main__':
    try:
        main()
    except services.ServiceError as error:
        sys.exit(str(error))
