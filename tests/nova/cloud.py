# SPDX-License-Identifier: Apache-2.0
"""A real small OpenStack in a temporary folder, from its start to its end."""

import atexit
import concurrent.futures
import contextlib
import functools
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile

import sqlalchemy as sa

from tests.functional import services
from tests.functional.listener.process import wait_for
from tests.functional.listener.process import write_config
from tests.functional.services.server import free_port
from tests.nova import configuration
from tests.nova import environment
from tests.nova import seed

_HERE = pathlib.Path(__file__).parent
_START_SECONDS = 120
_APPLICATIONS = {'keystone': 'keystone.wsgi.api:application',
                 'placement': 'placement.wsgi.api:application',
                 'glance': 'glance.wsgi.api:application',
                 'nova': 'nova.wsgi.osapi_compute:application'}


class Cloud:
    """Keystone, Placement, Glance, Nova with three computes.

    A context manager. ``bus_url`` is Nova's transport_url, ``databases`` has
    URLs by service, ``users`` has keystoneauth sessions: admin, alice, bob.
    """

    def __init__(self):
        self.venv = environment.prepare()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='billing-nova-'))
        self.password = secrets.token_hex(8)
        self.ports = {name: free_port() for name in configuration.PORTS}
        self.databases = {}
        self.users = {}
        self.bus_url = None
        self.image_id = None
        self._stack = contextlib.ExitStack()
        self._processes = {}

    @property
    def auth_url(self):
        return f'http://127.0.0.1:{self.ports["keystone"]}/v3'

    def __enter__(self):
        try:
            self._start_servers()
            self._configure()
            self._create_tables()
            self._start_services()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        """End everything and remove it."""
        for process in self._processes.values():
            _signal(process, signal.SIGTERM)
        for process in self._processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
        self._processes.clear()
        self._stack.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_servers(self):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            rabbit, mariadb = pool.map(
                self._stack.enter_context,
                (services.RabbitMQ(), services.MariaDB()))
        self.bus_url = rabbit.url
        self.databases = {name: mariadb.create_database(name)
                          for name in configuration.DATABASES}

    def _configure(self):
        for name in ('log', 'keystone', 'glance/images', 'glance/staging',
                     'glance/tasks', 'nova', *configuration.HOSTS):
            (self.folder / name).mkdir(parents=True)
        (self.folder / 'keystone').chmod(0o700)
        self._write('keystone', configuration.keystone(self))
        self._write('placement', configuration.placement(self))
        self._write('glance-api', configuration.glance(self))
        nova = configuration.nova(self)
        self._write('nova', nova | configuration.nova_databases(self))
        self._write('nova-compute', nova)
        shutil.copy(self.venv / 'etc/nova/api-paste.ini', self.folder)

    def _write(self, name, groups):
        write_config(self.folder / f'{name}.conf', groups)

    def _create_tables(self):
        """Create the tables: two programs at a time are enough for a CPU."""
        cell0 = self.databases['nova_cell0']
        chains = (
            (('keystone-manage', 'db_sync'),
             ('keystone-manage', 'fernet_setup', *_owner('keystone')),
             ('keystone-manage', 'credential_setup', *_owner('keystone')),
             ('keystone-manage', 'bootstrap', '--bootstrap-password',
              self.password, '--bootstrap-region-id', 'RegionOne',
              '--bootstrap-public-url', self.auth_url),
             ('placement-manage', 'db', 'sync'),
             ('glance-manage', 'db_sync')),
            (('nova-manage', 'api_db', 'sync'),
             ('nova-manage', 'cell_v2', 'map_cell0', '--database_connection',
              cell0),
             ('nova-manage', 'cell_v2', 'create_cell', '--name', 'cell1'),
             ('nova-manage', 'db', 'sync')))
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(self._run_all, chains))

    def _run_all(self, commands):
        for program, *arguments in commands:
            service = program.partition('-')[0]
            config = 'glance-api' if service == 'glance' else service
            done = subprocess.run(
                [self.venv / 'bin' / program, '--config-file',
                 self.folder / f'{config}.conf', *arguments],
                env=self._environment(), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                check=False)
            if done.returncode:
                raise services.ServiceError(
                    f'{program} {arguments[0]} failed:\n'
                    f'{done.stdout[-2000:]}\n{self._log(service)}')

    def _start_services(self):
        self._start('neutron', _HERE / 'neutron.py', self.ports['neutron'])
        self._serve('keystone')
        seed.identity(self)
        for name in ('placement', 'glance', 'nova'):
            self._serve(name, wait=False)
        for program in ('nova-conductor', 'nova-scheduler'):
            self._start(program, self.venv / 'bin' / program,
                        '--config-file', self.folder / 'nova.conf')
        for name in ('placement', 'glance', 'nova'):
            self._wait_for_port(name)
        for host in configuration.HOSTS:
            self.start_compute(host)
        seed.compute(self)
        for host in configuration.HOSTS:
            self.wait_for_compute(host)

    def _serve(self, name, wait=True):
        self._start(name, _HERE / 'serve.py', _APPLICATIONS[name],
                    self.ports[name])
        if wait:
            self._wait_for_port(name)

    def _start(self, name, *command):
        with open(self.folder / 'log' / f'{name}.out', 'ab') as log:
            self._processes[name] = subprocess.Popen(
                [self.venv / 'bin' / 'python', '-P', *map(str, command)],
                env=self._environment(), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True)

    def _environment(self):
        return {'PATH': f'{self.venv}/bin:{os.environ["PATH"]}',
                'HOME': str(self.folder), 'LANG': 'C.UTF-8',
                'PYTHONWARNINGS': 'ignore', 'MALLOC_ARENA_MAX': '2',
                **{f'OS_{name.upper()}_CONFIG_DIR': str(self.folder)
                   for name in _APPLICATIONS}}

    def _wait_for_port(self, name):
        def answers():
            self._check_alive(name)
            with contextlib.suppress(OSError), socket.create_connection(
                    ('127.0.0.1', self.ports[name]), 1):
                return True
            return False
        wait_for(answers, _START_SECONDS, lambda: f'{name} does not answer:\n'
                                                  f'{self._log(name)}')

    def _check_alive(self, name):
        if self._processes[name].poll() is not None:
            raise services.ServiceError(f'{name} has ended:\n'
                                        f'{self._log(name)}')

    def _log(self, name):
        return '\n'.join(
            path.read_text(errors='replace')[-2000:]
            for path in sorted((self.folder / 'log').glob(f'{name}.*')))

    # What happens to hosts -------------------------------------------------

    def start_compute(self, host, **options):
        """Start a nova-compute, perhaps with other options than usual."""
        self._write(host, configuration.nova_compute(self, host, **options))
        self._start(host, self.venv / 'bin' / 'nova-compute',
                    '--config-file', self.folder / 'nova-compute.conf',
                    '--config-file', self.folder / f'{host}.conf')

    def kill_compute(self, host):
        """End a nova-compute as a loss of power would."""
        process = self._processes.pop(host)
        _signal(process, signal.SIGKILL)
        process.wait()

    def wait_for_compute(self, host):
        """Wait until Nova may place servers on a host."""
        def is_up():
            self._check_alive(host)
            return seed.is_up(self, host)
        wait_for(is_up, _START_SECONDS, lambda: f'{host} does not come up:\n'
                                                f'{self._log(host)}')

    def halt_guest(self, host, server_id):
        """Let a guest halt by itself."""
        (self.folder / host / f'halt-{server_id}').touch()

    def rows(self, database, query, **values):
        """Return rows of one of the cloud's own databases, as dicts."""
        engine = sa.create_engine(self.databases[database],
                                  poolclass=sa.NullPool)
        with engine.connect() as connection:
            return [dict(row._mapping)
                    for row in connection.execute(sa.text(query), values)]


def _owner(service):
    # The program insists on knowing whom to give its keys to.
    import grp
    import pwd
    return (f'--{service}-user', pwd.getpwuid(os.geteuid()).pw_name,
            f'--{service}-group', grp.getgrgid(os.getegid()).gr_name)


def _signal(process, number):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


@functools.cache
def shared():
    """Return a cloud that lives as long as this process."""
    found = Cloud()
    atexit.register(found.close)
    return found.__enter__()
