# SPDX-License-Identifier: Apache-2.0
"""A server process with a directory, a loopback port and an end."""

import atexit
import contextlib
import functools
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

_STOP_SECONDS = 20


class ServiceError(Exception):
    """A server that the tests need is missing or does not start."""


class Server:
    """Base of the servers: a directory, a process, readiness, an end.

    Subclasses name themselves and an unprivileged ``user``, and say how to
    prepare the directory, which command to run and when it is ready.
    """

    name = ''
    user = 'nobody'
    start_seconds = 60

    def __init__(self):
        self.port = free_port()
        self.directory = None
        self._process = None

    def __enter__(self):
        try:
            self._make_directory()
            self.prepare()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exc_info):
        self.close()

    def start(self):
        """Start the server, also after stop(), on the same port and data."""
        self._process = self.popen(self.command(), 'server.log')
        deadline = time.monotonic() + self.start_seconds
        while not self.is_ready():
            if self._process.poll() is not None:
                raise self._failure('ended at once')
            if time.monotonic() > deadline:
                raise self._failure('does not answer')
            time.sleep(0.05)

    def stop(self):
        """Stop the server; its data stay."""
        if self._process is not None:
            end_process(self._process)
            self._process = None

    def close(self):
        """Stop the server and remove its data."""
        self.stop()
        if self.directory is not None:
            shutil.rmtree(self.directory, ignore_errors=True)
            self.directory = None

    def prepare(self):
        """Fill the directory before the first start."""

    def command(self):
        """Return the command line of the server."""
        raise NotImplementedError

    def environment(self):
        """Return the environment of the server's programs."""
        return {'PATH': os.environ.get('PATH', os.defpath), 'LANG': 'C.UTF-8',
                'HOME': str(self.directory), 'TMPDIR': str(self.directory)}

    def is_ready(self):
        """Say whether the server answers."""
        raise NotImplementedError

    @property
    def pid(self):
        """The server's process id; None while it is stopped."""
        return self._process.pid if self._process else None

    def run(self, command):
        """Run a short program of the server as its user."""
        done = subprocess.run(
            command, cwd=self.directory, env=self.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False,
            **self._identity())
        if done.returncode:
            raise ServiceError(f'{self.name}: {command[0]} failed with '
                               f'{done.returncode}:\n{done.stdout[-2000:]}')
        return done.stdout

    def popen(self, command, log_name):
        """Start a program of the server as its user, in its own session."""
        log_path = self.directory / log_name
        with open(log_path, 'ab') as log:
            return subprocess.Popen(
                command, cwd=self.directory, env=self.environment(),
                stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
                **self._identity())

    def own(self, path):
        """Give a file to the user that the server runs as."""
        if os.geteuid() == 0:
            account = self._account()
            os.chown(path, account.pw_uid, account.pw_gid)

    def _make_directory(self):
        self.directory = pathlib.Path(
            tempfile.mkdtemp(prefix=f'billing-{self.name.lower()}-'))
        self.own(self.directory)

    def _identity(self):
        # These servers refuse to run as root.
        if os.geteuid() != 0:
            return {}
        account = self._account()
        return {'user': account.pw_uid, 'group': account.pw_gid,
                'extra_groups': []}

    def _account(self):
        for user in (self.user, 'nobody'):
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(user)
        raise ServiceError(f'{self.name}: run the tests as an ordinary user; '
                           f'neither {self.user} nor nobody exists')

    def _failure(self, what):
        log = (self.directory / 'server.log').read_text(errors='replace')
        return ServiceError(
            f'{self.name} {what}; the end of its log:\n{log[-2000:]}')


def free_port():
    """Return a loopback port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def find_program(name, package, *directories):
    """Return the path of a program.

    :param package: what to install if the program is missing
    :param directories: where to look besides the PATH
    :raises ServiceError: the program is missing
    """
    path = os.pathsep.join([*map(str, directories), '/usr/sbin', '/usr/bin',
                            os.environ.get('PATH', '')])
    found = shutil.which(name, path=path)
    if not found:
        raise ServiceError(f'{name} is missing: the functional tests need '
                           f'it (on Debian and Ubuntu: apt-get install '
                           f'{package})')
    return found


def end_process(process):
    """End a process and its session, gently at first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
            return


@functools.cache
def shared(server_class):
    """Return a running server that lives as long as this process."""
    server = server_class()
    atexit.register(server.close)
    return server.__enter__()
