# SPDX-License-Identifier: Apache-2.0
"""The demo cloud of tools/quickstart.sh, run by the tests for themselves."""

import atexit
import functools
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).parents[2]
FOLDER = ROOT / '.test'
PASSWORD = 'secret'
_PORTS = ('KEYSTONE', 'HORIZON', 'API', 'RABBIT', 'RABBIT_NODE', 'EPMD')


class StackError(Exception):
    """The demo cloud does not do what the tests need."""


class Stack:
    """A quickstart in a folder of its own, on free ports."""

    def __init__(self, folder):
        self.folder = folder
        self._clock = {}
        self._environment = {
            **os.environ, 'QUICKSTART_BASE': str(folder),
            'QUICKSTART_VENV': sys.prefix, 'QUICKSTART_INSTALL': 'no',
            **{f'QUICKSTART_{name}_PORT': str(port)
               for name, port in zip(_PORTS, _free_ports(), strict=True)}}

    def start(self, *options, ahead=0, feed=True):
        """Start what is not running.

        :param ahead: by how many seconds the clock of the services, and of
                      the commands run on them, is fast
        :param feed: whether to feed the month's notifications
        """
        self._clock = _fast_clock(ahead) if ahead else {}
        self._quickstart(*options, QUICKSTART_FEED='yes' if feed else 'no')

    def down(self):
        """Stop all services; the data stay."""
        self._quickstart('--down')

    def stop_api(self):
        """Stop billing-api alone."""
        pid = int((self.folder / 'run/api.pid').read_text())
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not pathlib.Path(f'/proc/{pid}').exists(),
                   'billing-api ends')

    @property
    def horizon_url(self):
        """Where Horizon is, without a slash at the end."""
        return f'http://127.0.0.1:{self._ports()["HORIZON_PORT"]}'

    @property
    def people(self):
        """Ids of the projects and users."""
        return json.loads((self.folder / 'people.json').read_text())

    def project_id(self, name):
        """Return the id of a project."""
        return self.people['projects'][name]

    def openstack(self, *arguments, cloud='demo'):
        """Run a command of the openstack client; return what it printed."""
        return json.loads(self._run(
            'openstack', *arguments, '-f', 'json', OS_CLOUD=cloud,
            OS_CLIENT_CONFIG_FILE=str(self.folder / 'clouds.yaml')))

    def manage(self, *arguments):
        """Run billing-manage on the stack's database."""
        return json.loads(self._run(
            'billing-manage', '--config-file',
            str(self.folder / 'etc/billing.conf'), '--format', 'json',
            *arguments))

    def _quickstart(self, *arguments, **environment):
        done = subprocess.run(
            [ROOT / 'tools/quickstart.sh', *arguments],
            env=self._environment | self._clock | environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False)
        if done.returncode:
            raise StackError(f'quickstart.sh failed:\n{done.stdout}'
                             f'{done.stderr}')

    def _run(self, command, *arguments, **environment):
        done = subprocess.run(
            [pathlib.Path(sys.prefix) / 'bin' / command, *arguments],
            env=os.environ | self._clock | environment, text=True, check=False,
            stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode:
            raise StackError(f'{command} {" ".join(arguments)} failed:\n'
                             f'{done.stderr}')
        return done.stdout

    def _ports(self):
        lines = (self.folder / 'ports').read_text().split()
        return dict(line.split('=') for line in lines)


@functools.cache
def shared():
    """Return a running stack that lives as long as this process.

    Its month went through RabbitMQ and billing-listener.
    """
    folder = FOLDER / 'quickstart'
    subprocess.run(['rm', '-rf', str(folder)], check=True)
    stack = Stack(folder)
    atexit.register(stack.down)
    try:
        stack.start('--rabbit')
    except StackError:
        # The next test begins anew, and would not find what runs already.
        stack.down()
        raise
    return stack


def wait_until(predicate, what, seconds=60):
    """Poll until something holds."""
    deadline = time.monotonic() + seconds
    while not predicate():
        if time.monotonic() > deadline:
            raise StackError(f'waited {seconds} s in vain until {what}')
        time.sleep(0.1)


def _free_ports():
    sockets = [socket.socket() for _ in _PORTS]
    try:
        for each in sockets:
            each.bind(('127.0.0.1', 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _fast_clock(ahead):
    """Return what puts the clock of Python programs forward.

    Each of them starts at its own moment, so the clock is given as a
    difference.
    """
    return {'BILLING_TEST_AHEAD': str(ahead),
            'PYTHONPATH': str(pathlib.Path(__file__).with_name('clock'))}
