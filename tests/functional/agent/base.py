# SPDX-License-Identifier: Apache-2.0
"""What the tests of billing-agent stand on: its program, and a broker."""

import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

import kombu

from billing_ledger.facts import envelope
from billing_ledger.facts import reading
from billing_listener import rabbit
from tests.functional.listener.process import wait_for
from tests.functional.listener.process import write_config

QUEUE = f'{reading.TOPIC}.info'
SECRET = 'agents and listeners share it'


class AgentTestCase(unittest.TestCase):
    """Has an empty folder in ``self.folder``."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write_config(self, agent=None, readings=None, **groups):
        """Write a configuration file; return its path.

        :param agent: options of [agent]
        :param readings: options of [readings]; None: a secret
        :param groups: others, by name
        """
        path = self.folder / 'billing.conf'
        write_config(path, {
            'agent': {'state_path': self.folder / 'state',
                      'hook_path': self.folder / 'hook'} | (agent or {}),
            'readings': {'secret': SECRET} if readings is None else readings,
            } | groups)
        return path

    def program(self, config, prefix=()):
        """Return a Program that is not started yet."""
        program = Program(config, self.folder / 'agent.log', prefix)
        self.addCleanup(program.kill)
        return program


class Program:
    """billing-agent as a process.

    :param config: path of its configuration file
    :param log_path: where its output goes
    :param prefix: of the command line
    """

    def __init__(self, config, log_path, prefix=()):
        self._command = [*prefix, sys.executable, '-m',
                         'billing_listener.agent.cmd', '--config-file',
                         str(config)]
        self._log_path = log_path
        self._process = None

    def start(self):
        """Start it."""
        with open(self._log_path, 'a') as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL)

    @property
    def pid(self):
        return self._process.pid

    def log(self):
        """Return what it has logged."""
        return self._log_path.read_text()

    def wait_for_log(self, words, seconds=30, count=1):
        """Wait until some words stand in the log so often."""
        wait_for(lambda: self.log().count(words) >= count, seconds,
                 lambda: f'{words!r} is not logged:\n{self.log()[-3000:]}')

    def kill(self):
        """End it as a loss of power would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def terminate(self, seconds=30):
        """End it in order; return its exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)

    def wait(self, seconds=30):
        """Wait until it ends by itself; return its exit status."""
        return self._process.wait(seconds)


class Queue:
    """The queue that billing-listener takes readings from.

    :param url: transport_url
    """

    def __init__(self, url):
        self._connection = kombu.Connection(url.replace('rabbit:', 'amqp:'))
        self._channel = self._connection.channel()

    def close(self):
        self._connection.release()

    def delete(self):
        """Remove it, with what lies in it."""
        self._channel.queue_delete(QUEUE)

    def take(self):
        """Return the next notification, or None."""
        message = self._channel.basic_get(QUEUE, no_ack=True)
        if message is None:
            return None
        found, reason = rabbit.read_body(message.body)
        assert reason is None, reason
        return envelope.open_envelope(found)

    def take_all(self):
        """Return all notifications there are."""
        return list(iter(self.take, None))
