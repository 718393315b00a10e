# SPDX-License-Identifier: Apache-2.0
"""A small cloud without agents: the listener itself reads the guests."""

from tests.functional.listener import process
from tests.functional.usage import base
from tests.functional.usage.nova import Nova

_WATCHES = 'Watching the guests of'
_LOOKED = ' polls, '        # in each host's status line, each second


class LocalTest(base.UsageTestCase):

    poll_interval = 2
    # Without libvirt's hook also what a guest at rest does until its end.
    unseen_ns = 4 * 10 ** 7

    def _start_services(self):
        self.agents = {}
        self.nova = Nova(self.new_publisher().publish_body,
                         self.guest.instance_id)
        uris = [f'{name}={host.uri}'
                for name, host in self.lab.hosts.items()]
        self.listener = self.exits.enter_context(process.Listener(
            self.folder, {
                'DEFAULT': {'transport_url': self.bus_url,
                            'state_path': self.folder},
                'database': {'connection': self.url},
                'oslo_messaging_rabbit': {'amqp_durable_queues': True},
                'agent': {'poll_interval': self.poll_interval,
                          'status_interval': 1},
                'listener': {'derive_interval': 1,
                             'libvirt_uris': ','.join(uris)}}))
        self.listener.wait_until_listening()
        self.listener.wait_for_log(_WATCHES, count=len(uris))

    def rest(self):
        """Let the guest be idle until both hosts have been looked at."""
        self.truth = self.guest.rest()
        seen = self.listener.log().count(_LOOKED)
        self.listener.wait_for_log(
            _LOOKED, count=seen + 4 * self.poll_interval)

    def test_bill_is_what_the_guest_used(self):
        self.create()
        self.guest.work_on()
        self.migrate()
        self.guest.work_on()
        self.rest()
        self.delete()
        self.check()
        self.assertEqual(0, self.listener.terminate())
