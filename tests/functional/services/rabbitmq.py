# SPDX-License-Identifier: Apache-2.0
"""A private RabbitMQ with an Erlang port mapper of its own."""

import json
import secrets
import socket
import time

from tests.functional.services import server

_PACKAGE = 'rabbitmq-server'
_LIBRARY = '/usr/lib/rabbitmq/bin'


class RabbitMQ(server.Server):
    """A broker of one node.

    ``url`` is a transport_url of oslo.messaging, ``password`` is random.
    """

    name = 'RabbitMQ'
    user = 'rabbitmq'

    def __init__(self, consumer_timeout=None):
        super().__init__()
        self.password = secrets.token_hex(8)
        self._consumer_timeout = consumer_timeout
        self._distribution_port = server.free_port()
        self._mapper_port = server.free_port()
        self._mapper = None

    @property
    def url(self):
        """The transport_url of oslo.messaging."""
        return f'rabbit://billing:{self.password}@127.0.0.1:{self.port}/'

    def prepare(self):
        """Write the configuration: no plugins, one user, no limits."""
        lines = ['default_user = billing',
                 f'default_pass = {self.password}',
                 'disk_free_limit.absolute = 10MB',
                 'log.console.level = warning',
                 'log.file = false', 'log.console = true']
        if self._consumer_timeout:
            lines.append(f'consumer_timeout = {self._consumer_timeout}')
        self._write('rabbitmq.conf', '\n'.join(lines) + '\n')
        self._write('enabled_plugins', '[].\n')
        self._write('env.conf', '')

    def start(self):
        """Start the port mapper, then the broker."""
        epmd = server.find_program('epmd', _PACKAGE)
        self._mapper = self.popen([epmd, '-port', str(self._mapper_port)],
                                  'epmd.log')
        super().start()

    def stop(self):
        """Stop the broker, then its port mapper."""
        super().stop()
        if self._mapper is not None:
            server.end_process(self._mapper)
            self._mapper = None

    def command(self):
        """Return the server's own script: Debian's wrapper refuses users."""
        return [server.find_program('rabbitmq-server', _PACKAGE, _LIBRARY)]

    def environment(self):
        """Return what keeps the broker inside its directory."""
        here = self.directory
        return super().environment() | {
            'ERL_EPMD_ADDRESS': '127.0.0.1',
            'ERL_EPMD_PORT': str(self._mapper_port),
            'RABBITMQ_NODENAME': f'billing{self.port}@localhost',
            'RABBITMQ_NODE_IP_ADDRESS': '127.0.0.1',
            'RABBITMQ_NODE_PORT': str(self.port),
            'RABBITMQ_DIST_PORT': str(self._distribution_port),
            'RABBITMQ_CONF_ENV_FILE': str(here / 'env.conf'),
            'RABBITMQ_CONFIG_FILE': str(here / 'rabbitmq.conf'),
            'RABBITMQ_ENABLED_PLUGINS_FILE': str(here / 'enabled_plugins'),
            'RABBITMQ_MNESIA_BASE': str(here / 'mnesia'),
            'RABBITMQ_LOG_BASE': str(here / 'log'),
            'RABBITMQ_PID_FILE': str(here / 'pid'),
            'RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS':
                '-kernel inet_dist_use_interface {127,0,0,1} +S 2:2'}

    def is_ready(self):
        """Say whether the broker begins an AMQP handshake."""
        try:
            with socket.create_connection(('127.0.0.1', self.port), 1) as amqp:
                amqp.settimeout(5)
                amqp.sendall(b'AMQP\x00\x00\x09\x01')
                return amqp.recv(1) == b'\x01'
        except OSError:
            return False

    def control(self, *arguments):
        """Run rabbitmqctl."""
        program = server.find_program('rabbitmqctl', _PACKAGE, _LIBRARY)
        return self.run([program, '-q', *arguments])

    def new_virtual_host(self):
        """Return the transport_url of a world without queues."""
        name = f'test{secrets.token_hex(4)}'
        self.control('add_vhost', name)
        self.control('set_permissions', '-p', name, 'billing',
                     '.*', '.*', '.*')
        return f'{self.url}{name}'

    def forget(self, url):
        """Remove what new_virtual_host gave."""
        self.control('delete_vhost', url.rpartition('/')[2])

    def queue_depths(self, url=None):
        """Return how many messages each queue holds, also delivered ones."""
        virtual_host = (url or self.url).rpartition('/')[2] or '/'
        listed = json.loads(self.control(
            'list_queues', '-p', virtual_host, '--formatter', 'json',
            'name', 'messages'))
        return {queue['name']: queue['messages'] for queue in listed}

    def wait_until_empty(self, url=None, seconds=60):
        """Wait until no queue holds a message that is not acknowledged."""
        deadline = time.monotonic() + seconds
        while any((depths := self.queue_depths(url)).values()):
            if time.monotonic() > deadline:
                raise server.ServiceError(f'messages are left: {depths}')
            time.sleep(0.3)

    def _write(self, name, text):
        path = self.directory / name
        path.write_text(text)
        self.own(path)
