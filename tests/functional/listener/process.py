# SPDX-License-Identifier: Apache-2.0
"""A real billing-listener in a process of its own."""

import pathlib
import signal
import subprocess
import sys
import time

STARTED = 'Listening on'
_POLL_SECONDS = 0.05


class Listener:
    """Starts billing-listener with a configuration; a context manager.

    :param folder: where its configuration and its log lie
    :param options: lines of the configuration by group
    """

    def __init__(self, folder, options, name='listener'):
        self.log_path = pathlib.Path(folder, f'{name}.log')
        self._config_path = pathlib.Path(folder, f'{name}.conf')
        write_config(self._config_path, options)
        self.log_path.write_text('')
        self._process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc_info):
        if self._process.poll() is None:
            self.kill()

    def start(self):
        """Start the program."""
        with open(self.log_path, 'a') as log:
            self._process = subprocess.Popen(
                [sys.executable, '-m', 'billing_listener.cmd',
                 '--config-file', str(self._config_path)],
                stdout=log, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL)

    @property
    def pid(self):
        return self._process.pid

    def log(self):
        """Return what it has logged."""
        return self.log_path.read_text()

    def wait_for_log(self, words, seconds=30, count=1):
        """Wait until some words stand in the log."""
        wait_for(lambda: self.log().count(words) >= count, seconds,
                 lambda: f'{words!r} is not logged:\n{self.log()[-3000:]}')

    def wait_until_listening(self, count=1):
        """Wait until it has connected (for the given time) to RabbitMQ."""
        self.wait_for_log(STARTED, count=count)

    def kill(self):
        """End it as a loss of power would."""
        self._process.kill()
        self._process.wait()

    def terminate(self, seconds=30):
        """End it in order; return its exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)

    def wait(self, seconds=30):
        """Wait until it ends by itself; return its exit status."""
        return self._process.wait(seconds)

    def cpu_seconds(self):
        """Return how much CPU time it has used."""
        fields = pathlib.Path(f'/proc/{self.pid}/stat').read_text()
        user, system = fields.rpartition(')')[2].split()[11:13]
        return (int(user) + int(system)) / 100


def write_config(path, options):
    """Write a configuration file from values by key, by group."""
    path.write_text(''.join(
        f'[{group}]\n' + ''.join(f'{key} = {value}\n'
                                 for key, value in values.items())
        for group, values in options.items()))


def wait_for(condition, seconds=30, explain=lambda: 'it did not happen'):
    """Wait until a condition holds.

    :raises AssertionError: it did not within the time
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(explain())
        time.sleep(_POLL_SECONDS)
