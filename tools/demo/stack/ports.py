# SPDX-License-Identifier: Apache-2.0
"""Choose loopback ports: print NAME_PORT=n for each NAME=wish."""
import contextlib
import socket
import sys


def main():
    with contextlib.ExitStack() as held:
        for argument in sys.argv[1:]:
            name, wish = argument.split('=')
            print(f'{name}_PORT={_hold(held, int(wish))}')


def _hold(held, wish):
    """Return the wished port, or a free one; nobody gets it twice."""
    for port in (wish, 0):
        taken = held.enter_context(socket.socket())
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(('127.0.0.1', port))
            taken.listen()
        except OSError:
            continue
        return taken.getsockname()[1]
    raise SystemExit('No free port on 127.0.0.1.')


if __name__ == '__main__':
    main()
