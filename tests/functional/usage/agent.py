# SPDX-License-Identifier: Apache-2.0
"""A real billing-agent, a process on a host of the lab."""

import pathlib
import re
import signal
import subprocess
import sys

from tests.functional.listener import process

_CLOCK = pathlib.Path(__file__).parents[2] / 'browser/clock'
_MODULE = 'billing_listener.agent.cmd'
CONNECTED = 'Connected to libvirt at'
# Much more than it takes, for machines that are busy with other things.
PATIENCE_SECONDS = 120
_STATUS = re.compile(r'guests; in \d+ s (\d+) polls')


def install_hook(host):
    """Install billing-agent's hook of libvirt on a host."""
    host.run(sys.executable, '-m', _MODULE, '--install-hook', network=False)
    host.restart_libvirtd()


class Agent:
    """Starts billing-agent on a host; a context manager.

    At its begin the program need not watch yet. It is inside as on a compute
    node, but for the network: RabbitMQ is outside.

    :param folder: where its configuration, its state and its log lie
    :param options: values of the configuration by key, by group
    :param poll_interval: seconds
    :param ahead: by how many seconds its clock is fast
    """

    def __init__(self, host, folder, options, poll_interval, ahead=0):
        self.host = host
        name = f'agent-{host.name}'
        self._log_path = pathlib.Path(folder, f'{name}.log')
        self._config_path = pathlib.Path(folder, f'{name}.conf')
        process.write_config(self._config_path, options | {'agent': {
            'state_path': pathlib.Path(folder, name),
            'poll_interval': poll_interval, 'status_interval': 1}})
        self._log_path.write_text('')
        self._ahead = ahead
        self._process = None

    def __enter__(self):
        self._launch()
        return self

    def __exit__(self, *exc_info):
        if self._process.poll() is None:
            self.kill()

    def start(self):
        """Start the program again, and wait until it watches."""
        seen = len(self.log())
        self._launch()
        self.wait_for_log(CONNECTED, seen)

    def kill(self):
        """End it as a loss of power would."""
        self._process.kill()
        self._process.wait()

    def terminate(self, seconds=30):
        """End it in order; return its exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)

    def log(self):
        """Return what it has logged."""
        return self._log_path.read_text()

    def wait_for_log(self, words, since=0):
        """Wait until some words stand in the log, beyond some length."""
        process.wait_for(
            lambda: words in self.log()[since:], PATIENCE_SECONDS,
            lambda: f'{words!r} is not logged:\n{self.log()[-3000:]}')

    def wait_for_poll(self):
        """Wait until it has looked at all guests, from now on."""
        seen = len(self.log())

        def has_polled():
            # The first line may be about a time that is over.
            found = _STATUS.findall(self.log()[seen:])[1:]
            return any(int(polls) for polls in found)

        process.wait_for(has_polled, PATIENCE_SECONDS,
                         lambda: f'no poll:\n{self.log()[-3000:]}')

    def _launch(self):
        fast = [f'PYTHONPATH={_CLOCK}', f'BILLING_TEST_AHEAD={self._ahead}']
        with open(self._log_path, 'a') as log:
            self._process = subprocess.Popen(
                self.host.command(
                    'env', *(fast if self._ahead else []), sys.executable,
                    '-m', _MODULE, '--config-file', self._config_path,
                    network=False),
                stdout=log, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL)
