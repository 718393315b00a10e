# SPDX-License-Identifier: Apache-2.0
"""A guest, agents on two hosts, RabbitMQ, a listener, and the books."""

import contextlib
import datetime
import functools
import json
import pathlib
import secrets
import subprocess
import sys
import time

from billing_ledger import ledger
from billing_ledger import times
from tests.functional import services
from tests.functional.db import books as ledgers
from tests.functional.listener import broker
from tests.functional.listener import process
from tests.functional.usage import truth as truths
from tests.functional.usage.agent import CONNECTED
from tests.functional.usage.agent import PATIENCE_SECONDS
from tests.functional.usage.agent import Agent
from tests.functional.usage.agent import install_hook
from tests.functional.usage.nova import Nova
from tests.functional.virt import base
from tests.functional.virt.lab import Lab

_MIB_PER_SECOND = 24
_HOUR = datetime.timedelta(hours=1)
_DURABLE = {'amqp_durable_queues': True}
_OTHER = {'cmp1': 'cmp2', 'cmp2': 'cmp1'}


@functools.cache
def prepare_hosts():
    """Install the hook of billing-agent on all hosts, once."""
    lab = services.shared(Lab)
    for host in lab.hosts.values():
        install_hook(host)
        lab.events.watch(host)


class UsageTestCase(base.VirtTestCase):
    """Has agents on both hosts and a listener, all of them running."""

    agents_ahead = {}       # seconds by which clocks are fast, by host
    poll_interval = 10
    # libvirt has user and system time of a thread, each in whole ticks. That
    # counts where a guest does little.
    unseen_ns = 2 * 10 ** 7

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prepare_hosts()

    def setUp(self):
        super().setUp()
        self.exits = contextlib.ExitStack()
        self.addCleanup(self.exits.close)
        self.began = times.utcnow()
        self.folder = self.new_folder()
        self.rabbit = self.find_broker()
        self.bus_url = self.rabbit.new_virtual_host()
        self.url = self.new_database()
        self.guest = self.new_guest()
        self.migrations = 0
        self._start_services()

    def find_broker(self):
        """Return a running RabbitMQ."""
        return services.shared(services.RabbitMQ)

    def create(self, host='cmp1'):
        """Boot the guest; it works."""
        self.nova.created(host)
        self.guest.start(host)
        self.nova.launched()

    def migrate(self, meanwhile=lambda: None, mib_per_second=_MIB_PER_SECOND):
        """Migrate the guest to the other host; return when Nova knows.

        :param meanwhile: done when the guest's memory is on its way
        """
        began = time.time()
        destination = _OTHER[self.guest.host]
        self.nova.begins_migration()
        with self.guest.migrating(
                destination, mib_per_second=mib_per_second) as migration:
            meanwhile()
        self.assertIsNone(migration.error)
        self.migrations += 1
        stopped = self.lab.events.wait_for(self._id, 'SUSPENDED_MIGRATED',
                                           began)
        self.nova.ends_migration(destination, stopped.at)

    def abort_migration(self):
        """Begin a migration that somebody ends after some work."""
        self.nova.begins_migration()
        with self.guest.migrating(_OTHER[self.guest.host],
                                  mib_per_second=2) as migration:
            self.guest.work_on()
            self.guest.abort_migration()
        self.assertIsNotNone(migration.error)
        self.nova.gives_up_migration()

    def fail_migration(self):
        """Let a migration fail when the guest is stopped already."""
        self.nova.begins_migration()
        self.guest.fail_migration(_OTHER[self.guest.host],
                                  mib_per_second=_MIB_PER_SECOND)
        self.nova.gives_up_migration()

    def rest(self):
        """Let the guest be idle until an agent has seen it; keep the truth.
        """
        self.truth = self.guest.rest()
        self.agents[self.guest.host].wait_for_poll()

    def delete(self):
        """Delete the guest; return when its end is in the books."""
        self.nova.deletes()
        self.guest.destroy()
        self.nova.deleted()
        expected = self.migrations + 1
        process.wait_for(
            lambda: self._count_ended() >= expected, PATIENCE_SECONDS,
            lambda: f'the books should have {expected} runs that ended: '
                    f'{json.dumps(self.manage("runs", self._id), indent=1)}'
                    f'\n{self._logs()}')
        self.rabbit.wait_until_empty(self.bus_url)

    def check(self, lines=None):
        """Compare what is billed with the truth, and print both."""
        lines = lines or self.compare()
        table = truths.text(lines)
        print(f'\n{self.id().rpartition(".")[2]}: {self.migrations} '
              f'migrations\n{table}', file=sys.stderr)
        self.assertTrue(all(line.is_right for line in lines),
                        f'\n{table}\n{self._logs()}')

    def compare(self):
        """Return Lines: the truth, and what is billed."""
        return truths.compare(self.guest, self.truth, self.usage(),
                              self.migrations, self.unseen_ns)

    def usage(self):
        """Return what billing-manage says was used, by meter."""
        rows = self.manage('usage', '--instance', self._id, '--start',
                           times.to_text(self.began - _HOUR))
        self.assertEqual(len({row['meter'] for row in rows}), len(rows))
        return {row['meter']: int(row['quantity']) for row in rows
                if 'allocated' not in row['meter']
                and row['meter'] != 'instance.uptime'}

    def runs(self):
        """Return what billing-manage says of the guest's runs."""
        return self.manage('runs', self._id)

    def manage(self, *arguments):
        """Run billing-manage; return what it printed."""
        done = subprocess.run(
            [sys.executable, '-m', 'billing_ledger.cmd.manage', '--format',
             'json', '--config-file', str(self._manage_config), *arguments],
            capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        return json.loads(done.stdout)

    @property
    def _id(self):
        return self.guest.instance_id

    def _start_services(self):
        self.nova = Nova(self.new_publisher().publish_body, self._id)
        bus = {'DEFAULT': {'transport_url': self.bus_url},
               'readings': {'secret': secrets.token_hex(8)},
               'oslo_messaging_rabbit': _DURABLE}
        self.listener = self.exits.enter_context(process.Listener(
            self.folder, bus | {'database': {'connection': self.url},
                                'listener': {'derive_interval': 1}}))
        self.agents = {
            name: self.exits.enter_context(Agent(
                host, self.folder, bus, self.poll_interval,
                self.agents_ahead.get(name, 0)))
            for name, host in self.lab.hosts.items()}
        self.listener.wait_for_log(process.STARTED, PATIENCE_SECONDS)
        for agent in self.agents.values():
            agent.wait_for_log(CONNECTED)

    def new_publisher(self):
        """Return a connected Publisher."""
        return self.exits.enter_context(
            broker.Publisher(self.bus_url, durable=True))

    def new_database(self):
        """Return the URL of a database with a price on each meter."""
        url = ledgers.create_database('sqlite', self.folder)
        books = ledgers.open_books(url, now=self.began)
        self.addCleanup(ledgers.close_books, books)
        books.upgrade_schema()
        start = self.began.replace(minute=0, second=0, microsecond=0)
        for meter in ledger.METERS:
            books.prices.create(ledgers.new_price(meter, '0.01', start),
                                allow_past=True)
        self._books = books
        self._manage_config = pathlib.Path(self.folder, 'manage.conf')
        process.write_config(self._manage_config,
                             {'database': {'connection': url}})
        return url

    def _count_ended(self):
        return sum(run.end is not None for run in self._books.runs(self._id))

    def _logs(self):
        return ''.join(f'--- {name}\n{each.log()[-4000:]}' for name, each in (
            ('listener', self.listener), *self.agents.items()))
