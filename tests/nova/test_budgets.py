# SPDX-License-Identifier: Apache-2.0
"""Beyond its budget, a project's instances are stopped or shelved in Nova."""

import decimal
import json

from billing_ledger import times
from billing_ledger.budgets import budget as budgets
from billing_ledger.rating.price import NewPrice
from tests.functional.listener.process import Listener
from tests.functional.listener.process import wait_for
from tests.nova import base
from tests.nova import notifications
from tests.nova import servers
from tests.unit.notify import base as receivers

_GRACE = 8
_SECONDS = 60


class TestBudgets(base.CloudTestCase):
    """A second of any server costs 1 EUR, which is far beyond the budget."""

    def setUp(self):
        super().setUp()
        self.receiver = self.enterContext(receivers.HTTPServer())
        self.all_options = self.options() | {
            'budgets': {'check_interval': 1, 'enforce': True},
            'notices': {'channels': 'webhook', 'deliver_interval': 1,
                        'webhook_url': self.receiver.url}}
        self.books = self.open_books(self.all_options)
        self.addCleanup(lambda: self.books.database.engine().dispose())
        self.books.upgrade_schema()
        self.books.prices.create(NewPrice(
            'instance.uptime', decimal.Decimal(3600), 'instance-hour', 'EUR',
            times.start_of_month(times.utcnow(), times.UTC)),
            allow_past=True)

    def set(self, server, action, amount='0.01'):
        """Set the budget of a server's project."""
        return self.books.budgets.set(
            server.show()['tenant_id'], budgets.Terms(
                decimal.Decimal(amount), 'EUR', (), action=action,
                grace_seconds=_GRACE))

    def done(self):
        """Return (action, id of the instance) of what was done."""
        return {(each.action, each.object_id)
                for each in self.books.audit(100, kind='instance')}

    def kinds(self):
        return [json.loads(body)['event_type']
                for _, _, body in self.receiver.requests]

    def test_stopped_shelved_and_left_alone(self):
        listener = Listener(str(self.folder), self.all_options)
        with notifications.Passage(self.cloud.bus_url, lambda _: False), \
                listener:
            listener.wait_until_listening()
            stopped = servers.Server(self.cloud, 'stopped', user='alice')
            shelved = servers.Server(self.cloud, 'shelved', user='bob')
            others = servers.Server(self.cloud, 'others', host='cmp1')
            self.set(stopped, budgets.STOP)
            self.set(shelved, budgets.SHELVE)
            self.set(others, budgets.NOTIFY)
            wait_for(lambda: self.kinds().count(
                'billing.budget.action_announced') == 2, _SECONDS)
            self.assertEqual(set(), self.done())
            self.assertEqual('ACTIVE', stopped.show()['status'])
            stopped.wait_for('SHUTOFF')
            shelved.wait_for('SHELVED', 'SHELVED_OFFLOADED')
            wait_for(lambda: self.done() == {
                ('stop', stopped.id), ('shelve', shelved.id)}, _SECONDS)
            self.assertEqual('ACTIVE', others.show()['status'])
            self.check_that_a_raise_ends_it(stopped)
            self.assertEqual(0, listener.terminate())
        self.assertNotIn('Traceback', listener.log())
        for server in (stopped, shelved, others):
            server.delete()

    def check_that_a_raise_ends_it(self, server):
        self.set(server, budgets.STOP, amount='100000000')
        wait_for(lambda: 'billing.budget.action_called_off' in self.kinds(),
                 _SECONDS)
        server.start()
        servers.apart(3)             # some more checks
        self.assertEqual('ACTIVE', server.show()['status'])
