# SPDX-License-Identifier: Apache-2.0
"""What breaks while a guest works and moves, and what that costs: nothing."""

import signal

from tests.functional import services
from tests.functional.listener import process
from tests.functional.usage import base
from tests.functional.usage import truth as truths
from tests.functional.usage.agent import CONNECTED
from tests.functional.usage.agent import PATIENCE_SECONDS

# So slow that it will not end while something else is done.
_SLOW = 1


class FaultsTestCase(base.UsageTestCase):

    poll_interval = 5       # that there is less to wait for


class BusAwayTest(FaultsTestCase):
    """Has a RabbitMQ of its own, which may be stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_rabbit = services.RabbitMQ()
        cls.addClassCleanup(cls.own_rabbit.close)
        cls.own_rabbit.__enter__()

    def find_broker(self):
        return self.own_rabbit

    def test_bus_away_while_the_guest_migrates(self):
        self.create()
        self.guest.work_on()
        self.rabbit.stop()
        self.nova.publish = None
        self.migrate()
        self.guest.work_on()
        self.agents['cmp1'].wait_for_log('Readings are kept in the spool.')
        self.agents['cmp2'].wait_for_log('Readings are kept in the spool.')
        self.rabbit.start()
        self.nova.publish = self.new_publisher().publish_body
        self.rest()
        self.delete()
        self.check()


class AgentKilledTest(FaultsTestCase):

    def test_agents_killed_while_memory_is_copied(self):
        source, destination = self.agents['cmp1'], self.agents['cmp2']

        def kill():
            source.kill()
            destination.kill()
            source.start()
            self.guest.hurry_migration()

        self.create()
        self.guest.work_on()
        self.migrate(kill, mib_per_second=_SLOW)
        self.guest.work_on()
        destination.start()
        self.rest()
        self.delete()
        self.check()

    def test_agent_dead_while_the_guest_leaves(self):
        source = self.agents['cmp1']

        def kill():
            source.kill()
            self.guest.hurry_migration()

        self.create()
        self.guest.work_on()
        before = self.guest.truths()[-1]
        source.wait_for_poll()
        self.migrate(kill, mib_per_second=_SLOW)
        after = self.guest.truths()[-1]
        source.start()
        self.guest.work_on()
        self.rest()
        self.delete()
        # What the guest did since the last poll nobody could read. Its CPU
        # time is in the books all the same, thanks to libvirt's hook.
        self.check(truths.excuse(self.compare(), before, after))
        self.assertEqual([False, False], [run['exact'] for run in self.runs()])


class ListenerKilledTest(FaultsTestCase):

    def test_listener_killed_while_the_guest_moves(self):
        self.create()
        self.guest.work_on()
        self.migrate(self.listener.kill)
        self.guest.work_on()
        self.listener.start()
        self.listener.wait_for_log(process.STARTED, PATIENCE_SECONDS, 2)
        self.migrate()
        self.listener.kill()
        self.listener.start()
        self.rest()
        self.delete()
        self.check()


class LibvirtdRestartedTest(FaultsTestCase):

    def test_libvirtd_restarted_and_killed(self):
        source, destination = self.lab.hosts.values()
        self.create()
        self.guest.work_on()
        self._restart(source, signal.SIGKILL)
        self._restart(destination, signal.SIGTERM)
        self.guest.work_on()
        self.migrate()
        self._restart(destination, signal.SIGKILL)
        self.guest.work_on()
        self.rest()
        self.delete()
        self.check()

    def _restart(self, host, number):
        """Restart a libvirtd; return when its agent has found it again."""
        agent = self.agents[host.name]
        seen = len(agent.log())
        host.restart_libvirtd(number)
        self.lab.events.watch(host)
        agent.wait_for_log(CONNECTED, seen)


class ClockTest(FaultsTestCase):

    agents_ahead = {'cmp2': 5}

    def test_clock_of_one_host_is_ahead(self):
        self.create()
        self.guest.work_on()
        self.migrate()
        self.guest.work_on()
        self.migrate()
        self.guest.work_on()
        self.rest()
        self.delete()
        self.check()
