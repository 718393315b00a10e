# SPDX-License-Identifier: Apache-2.0
"""A host of the lab: namespaces, a libvirtd inside, ways to use both."""

import os
import pathlib
import shutil
import signal
import subprocess

import libvirt

from tests.functional.services import server
from tests.functional.virt import cgroups
from tests.functional.virt import libvirtd
from tests.functional.virt import waiting

_SCRIPT = pathlib.Path(__file__).with_name('host.sh')
_EMULATOR = pathlib.Path(__file__).with_name('emulator.sh')
_END_SECONDS = 20
# Debian's libvirtd wants this user, which a package makes that the tests do
# without. Where it exists its own line comes first and counts.
_ACCOUNTS = {
    'passwd': 'libvirt-qemu:x:64055:64055::/var/lib/libvirt:/bin/false\n',
    'group': 'kvm:x:64054:\nlibvirt-qemu:x:64055:\n'}


class Host:
    """A compute node; a context manager.

    :param folder: an empty directory for what is the host's own
    :param number: from 1; makes name (cmp1), address and UUID
    :param neighbours: text for /etc/hosts
    """

    def __init__(self, folder, number, neighbours):
        self.name = name_of(number)
        self.address = address_of(number)
        self.folder = pathlib.Path(folder)
        self.uuid = f'{number:08d}-aaaa-4bbb-8ccc-{number:012d}'
        self.cgroups = cgroups.branches(f'{self.folder.parent.name}-'
                                        f'{self.name}')
        self._neighbours = neighbours
        self._keeper = None
        self._keeper_pid = None
        self._libvirtd = None

    def __enter__(self):
        try:
            self._make_folders()
            self._make_namespaces()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        """End everything that runs on the host."""
        if self._keeper is not None:
            self._keeper.stdin.close()
            self._keeper.stdout.close()
            self._keeper.wait(_END_SECONDS)
            self._keeper = None
        if self._libvirtd is not None:
            self._libvirtd.wait(_END_SECONDS)
            self._libvirtd = None

    @property
    def pid(self):
        """A process that lives in the host's namespaces."""
        return self._keeper_pid

    @property
    def uri(self):
        """Where libvirt answers for those outside of the host."""
        return ('qemu+unix:///system?socket='
                f'{self.run_directory}/libvirt/libvirt-sock')

    @property
    def run_directory(self):
        """What is /run inside, as a path outside."""
        return self.folder / 'run'

    @property
    def cache_directory(self):
        """Where libvirtd remembers what it found out."""
        return self.folder / 'var/cache/libvirt'

    @property
    def libvirtd_pid(self):
        return self._libvirtd.pid

    def connect(self):
        """Return a new connection to libvirt."""
        return libvirt.open(self.uri)

    def command(self, *arguments, network=True):
        """Return a command line that runs a program on the host.

        :param network: False: in the machine's own network, which alone has
                        the servers of the other tests
        """
        spaces = ['--mount', '--uts', '--cgroup', *(['--net'] * network)]
        return ['nsenter', '-t', str(self.pid), *spaces,
                f'--wd={os.getcwd()}', *map(str, arguments)]

    def run(self, *arguments, network=True, text=None):
        """Run a program on the host; return what it printed.

        :param text: its standard input
        :raises ServiceError: it failed
        """
        done = subprocess.run(
            self.command(*arguments, network=network), input=text or '',
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False)
        if done.returncode:
            raise server.ServiceError(
                f'{arguments[0]} on {self.name} failed with '
                f'{done.returncode}:\n{done.stdout[-2000:]}')
        return done.stdout

    def add_neighbour(self, address, mac):
        """Say who has an address: questions would reach all guests."""
        self.run('ip', 'neigh', 'replace', address, 'lladdr', mac, 'dev',
                 'br0', 'nud', 'permanent')

    def start_libvirtd(self):
        """Start libvirtd and wait until it answers."""
        program = server.find_program('libvirtd', 'libvirt-daemon')
        with open(self.folder / 'libvirtd.out', 'ab') as output:
            self._libvirtd = subprocess.Popen(
                self.command(program, '--listen'), stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True)
        waiting.until(self._answers, 'libvirtd answers')

    def end_libvirtd(self, number=signal.SIGTERM):
        """End libvirtd, by SIGKILL as a crash would; guests go on."""
        self._libvirtd.send_signal(number)
        self._libvirtd.wait(_END_SECONDS)

    def restart_libvirtd(self, number=signal.SIGTERM):
        """End libvirtd and start it again."""
        self.end_libvirtd(number)
        self.start_libvirtd()

    def guest_pid(self, name):
        """Return the process of a guest; None if it has none here."""
        path = self.run_directory / f'libvirt/qemu/{name}.pid'
        try:
            pid = int(path.read_text())
        except (OSError, ValueError):
            return None
        return pid if pathlib.Path(f'/proc/{pid}').exists() else None

    def log(self):
        """Return what libvirtd has said."""
        return ''.join(path.read_text(errors='replace') for path in (
            self.folder / 'libvirtd.out', libvirtd.log_path(self.folder))
            if path.exists())

    def _answers(self):
        if self._libvirtd.poll() is not None:
            raise server.ServiceError(
                f'libvirtd of {self.name} ended:\n{self.log()[-2000:]}')
        try:
            self.connect().close()
        except libvirt.libvirtError:
            return False
        return True

    def _make_folders(self):
        libvirtd.configure(self.folder, self.uuid)
        emulator = self.folder / 'emulator.sh'
        shutil.copyfile(_EMULATOR, emulator)
        emulator.chmod(0o755)
        (self.folder / 'hosts').write_text(self._neighbours)
        for name, line in _ACCOUNTS.items():
            known = pathlib.Path('/etc', name).read_text()
            (self.folder / name).write_text(known + line)

    def _make_namespaces(self):
        for program, package in (('unshare', 'util-linux'),
                                 ('nsenter', 'util-linux'),
                                 ('ip', 'iproute2')):
            server.find_program(program, package)
        self._keeper = subprocess.Popen(
            ['sh', str(_SCRIPT), 'outside'], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {
                'FOLDER': str(self.folder), 'HOST_NAME': self.name,
                'CGROUPS': ' '.join(self.cgroups),
                'PATH': f'{os.environ.get("PATH", "")}:/usr/sbin:/sbin'},
            start_new_session=True)
        line = self._keeper.stdout.readline().strip()
        if not line:
            raise server.ServiceError(
                f'no namespaces for {self.name} (are you root?):\n'
                f'{self._keeper.stderr.read()[-2000:]}')
        self._keeper_pid = int(line)


def name_of(number):
    """Return the name of a host."""
    return f'cmp{number}'


def address_of(number):
    """Return the address of a host in the network of the lab."""
    return f'10.9.0.{number}'
