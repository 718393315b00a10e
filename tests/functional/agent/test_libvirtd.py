# SPDX-License-Identifier: Apache-2.0
"""Guests of a real libvirtd that hang, or end while nobody looks."""

import json
import os
import signal
import sqlite3
import threading
import uuid

import libvirt

from billing_listener.agent import cmd
from billing_listener.agent import local
from tests.functional import services
from tests.functional.agent import base
from tests.functional.listener.process import wait_for
from tests.functional.virt import Lab
from tests.functional.virt import domain

_HUNG_SECONDS = 60
_SECONDS = 30


class LibvirtdTestCase(base.AgentTestCase):

    def setUp(self):
        super().setUp()
        self.lab = services.shared(Lab)
        self.host = self.lab.hosts['cmp1']
        self.driver = self.host.connect()
        self.addCleanup(self.driver.close)

    def new_guest(self, name, flags=0):
        """Start a guest that has nothing to boot; return its UUID.

        :param flags: of virDomainCreateXML
        """
        disk = self.folder / f'{name}.img'
        disk.write_bytes(bytes(1024 ** 2))
        instance_id = str(uuid.uuid4())
        self.driver.createXML(domain.xml(
            name=name, instance_id=instance_id, folder=self.lab.folder,
            disk=disk, cache='unsafe', mac='fa:16:3e:0a:00:01',
            console='/dev/null', memory_mb=64, words='',
            emulator='/usr/bin/qemu-system-x86_64'), flags)
        self.addCleanup(self.end_guest, name)
        return instance_id

    def end_guest(self, name):
        try:
            self.driver.lookupByName(name).destroy()
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_DOMAIN:
                raise

    def cpu_ns(self, name):
        """Return the CPU time of a guest's QEMU now."""
        found = self.driver.lookupByName(name)
        return self.driver.domainListGetStats([found])[0][1]['cpu.time']

    def start_agent(self, **options):
        """Start billing-agent on the host; its readings stay in the spool."""
        config = self.write_config(
            {'host': 'cmp1', 'status_interval': 1, 'poll_interval': 1}
            | options, readings={})
        program = self.program(config, self.host.command(network=False))
        program.start()
        program.wait_for_log('Connected to libvirt')
        self.agent = program
        return program

    def readings(self, instance_id):
        """Return what waits in the spool about an instance."""
        with sqlite3.connect(self.folder / 'state/spool.sqlite') as spool:
            rows = spool.execute('SELECT reading FROM outbox ORDER BY number')
            found = [json.loads(text) for text, in rows]
        spool.close()
        return [each for each in found if each['instance_id'] == instance_id]

    def wait_for_reading(self, instance_id, condition=lambda reading: True):
        """Return a reading that fulfils a condition, when it is there."""
        found = []

        def is_there():
            found[:] = filter(condition, self.readings(instance_id))
            return found

        wait_for(is_there, _SECONDS,
                 lambda: f'there is no such reading:\n{self.agent.log()}')
        return found[-1]


class HangingTest(LibvirtdTestCase):

    def test_a_qemu_that_hangs_stops_no_reading_of_others(self):
        # Paused, it does nothing that libvirt itself would ask QEMU about.
        self.new_guest('hangs', libvirt.VIR_DOMAIN_START_PAUSED)
        agent = self.start_agent()
        agent.wait_for_log('1 guests; in 1 s 1 polls')
        pid = self.host.guest_pid('hangs')
        os.kill(pid, signal.SIGSTOP)
        try:
            agent.wait_for_log('has not answered for 20 s', _HUNG_SECONDS)
            other = self.new_guest('other', libvirt.VIR_DOMAIN_START_PAUSED)
            reading = self.wait_for_reading(other)
            self.assertIsNone(reading['ended_at'])
            agent.wait_for_log('2 guests; in 1 s 1 polls')
            self.assertEqual(0, agent.terminate())
        finally:
            os.kill(pid, signal.SIGCONT)


class AwayTest(LibvirtdTestCase):

    def setUp(self):
        super().setUp()
        hook = self.host.folder / 'var/lib/libvirt/billing-agent'
        self.hook = {'hook_path': '/var/lib/libvirt/billing-agent'}
        self.host.run('mkdir', '-p', '-m', '700', hook)

    def test_a_guest_that_goes_on_keeps_its_run(self):
        instance_id = self.new_guest('goes-on')
        agent = self.start_agent()
        first = self.wait_for_reading(instance_id)
        agent.kill()
        agent.start()
        agent.wait_for_log('1 guests; in', count=3)
        self.end_guest('goes-on')
        last = self.wait_for_reading(instance_id,
                                     lambda reading: reading['ended_at'])
        for key in ('run_id', 'started_at', 'first'):
            self.assertEqual(first[key], last[key])
        self.assertEqual(0, agent.terminate())
        self.assertEqual({first['run_id']}, {
            reading['run_id'] for reading in self.readings(instance_id)})

    def test_a_guest_that_ends_meanwhile_has_what_the_last_poll_saw(self):
        instance_id = self.new_guest('ends')
        agent = self.start_agent()
        first = self.wait_for_reading(instance_id)
        before = self.cpu_ns('ends')
        agent.wait_for_log('1 guests; in', count=agent.log().count(
            '1 guests; in') + 3)
        agent.kill()
        after = self.cpu_ns('ends')
        self.end_guest('ends')
        agent.start()
        last = self.wait_for_reading(instance_id,
                                     lambda each: each['ended_at'])
        self.assertEqual((first['run_id'], False),
                         (last['run_id'], last['exact']))
        # Its own readings are a minute apart.
        self.assertGreater(last['counters']['cpu.total'], before)
        self.assertLessEqual(last['counters']['cpu.total'], after)
        self.assertEqual(0, agent.terminate())

    def test_one_that_began_meanwhile_counts_from_zero(self):
        agent = self.start_agent()
        agent.wait_for_log('0 guests; in 1 s 1 polls')
        agent.kill()
        instance_id = self.new_guest('new')
        agent.start()
        reading = self.wait_for_reading(instance_id)
        self.assertEqual({0}, set(reading['first'].values()))
        self.assertGreater(reading['counters']['cpu.total'], 0)
        self.assertEqual(0, agent.terminate())

    def test_one_that_was_there_before_counts_from_what_it_had(self):
        instance_id = self.new_guest('old')
        agent = self.start_agent()
        reading = self.wait_for_reading(instance_id)
        self.assertGreater(reading['first']['cpu.total'], 0)
        self.assertEqual(0, agent.terminate())

    def test_another_life_under_the_same_number_is_another_run(self):
        instance_id = self.new_guest('twice')
        agent = self.start_agent()
        first = self.wait_for_reading(instance_id)
        xml = self.driver.lookupByName('twice').XMLDesc()
        agent.kill()
        # A libvirtd that has no guests begins anew with its numbers.
        self.end_guest('twice')
        self.host.restart_libvirtd()
        self.driver = self.host.connect()
        self.driver.createXML(xml)
        agent.start()
        last = self.wait_for_reading(
            instance_id, lambda each: each['run_id'] != first['run_id'])
        self.assertEqual({0}, set(last['first'].values()))
        closed = self.wait_for_reading(instance_id,
                                       lambda each: each['ended_at'])
        self.assertEqual((first['run_id'], False),
                         (closed['run_id'], closed['exact']))
        self.assertEqual(0, agent.terminate())


class LocalTest(LibvirtdTestCase):

    def test_agents_inside_of_the_listener(self):
        conf = cmd.read_conf(['--config-file', str(self.write_config(
            {'poll_interval': 1}))])
        messages, stored = [], threading.Event()
        failures = [RuntimeError('the database is away')]

        def store(message):
            if failures:
                raise failures.pop()
            messages.append(message)
            stored.set()

        agents = local.LocalAgents(
            conf, [f'{host.name}={host.uri}'
                   for host in self.lab.hosts.values()], store)
        instance_id = self.new_guest('local')
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            agents.start()
            self.assertTrue(stored.wait(_SECONDS))
        self.assertIn('The database does not answer: the database is away',
                      ''.join(logs.output))
        self.assertTrue(agents.stop(_SECONDS))
        self.assertIsNone(agents.error)
        found = messages[0]['payload']['readings'][0]
        self.assertEqual(('cmp1', instance_id),
                         (found['host'], found['instance_id']))
        self.assertNotIn('signature', messages[0]['payload'])
