# SPDX-License-Identifier: Apache-2.0
"""Books in a database of their own, and notifications to put in."""

import datetime
import decimal
import itertools
import pathlib
import tempfile
import unittest

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger import times
from billing_ledger.rating.price import NewPrice

HOUR = datetime.timedelta(hours=1)
MINUTE = datetime.timedelta(minutes=1)
START = times.parse('2026-11-02T10:00:00')
PROJECT = 'c5488c8cbe644d8eaf762e13c814a55c'
OTHER_PROJECT = '0e2d89b1c5e2419c8693e6d5eb51921d'
INSTANCE = '175d5d0c-5059-4617-8e5e-fc704d08b934'
FLAVORS = {'small': (1, 2048, 20), 'large': (4, 8192, 80),
           'diskless': (1, 2048, 0)}


def nova_time(moment):
    return moment and moment.strftime('%Y-%m-%dT%H:%M:%SZ')


class Server:
    """An imaginary server that says what Nova would say of a real one."""

    def __init__(self, created_at=START, instance_id=INSTANCE,
                 project_id=PROJECT, flavor='small', name='web-1'):
        self.messages = []
        self.project_id = project_id
        self._id = instance_id
        self._now = created_at
        self._numbers = itertools.count()
        self._data = {
            'uuid': instance_id, 'tenant_id': project_id, 'user_id': 'alice',
            'display_name': name, 'host': None, 'availability_zone': 'nova',
            'image_uuid': 'ec2f9529-bcae-4882-96bf-47c4e4967b85',
            'state': 'building', 'task_state': None,
            'created_at': nova_time(created_at), 'launched_at': None,
            'terminated_at': None, 'deleted_at': None}
        self._flavor = flavor

    def after(self, delta):
        """Let time pass."""
        self._now += delta
        return self

    def says(self, event_type='instance.update', **changes):
        """Change something and announce it."""
        self._flavor = changes.pop('flavor', self._flavor)
        self._data.update(changes)
        vcpus, memory_mb, root_gb = FLAVORS[self._flavor]
        flavor = {'name': self._flavor, 'vcpus': vcpus, 'swap': 0,
                  'memory_mb': memory_mb, 'root_gb': root_gb,
                  'ephemeral_gb': 0}
        self.messages.append({
            'message_id': f'{self._id}-{next(self._numbers)}',
            'publisher_id': 'nova-compute:cmp1',
            'event_type': event_type,
            'priority': 'INFO',
            'timestamp': str(self._now.replace(tzinfo=None)),
            'payload': {
                'nova_object.name': 'InstanceUpdatePayload',
                'nova_object.version': '2.1',
                'nova_object.data': dict(
                    self._data, flavor={'nova_object.data': flavor})}})
        return self

    def launched(self, host='cmp1', **changes):
        return self.says(state='active', host=host,
                         launched_at=nova_time(self._now), **changes)

    def resized(self, flavor, host='cmp2'):
        return self.says(state='resized', task_state=None, host=host,
                         flavor=flavor,
                         launched_at=nova_time(self._now))

    def deleted(self):
        return self.says(event_type='instance.delete.end', state='deleted',
                         terminated_at=nova_time(self._now))


class BooksTestCase(unittest.TestCase):
    """Has ``books`` in an empty SQLite database, at the time ``now``."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.now = START + datetime.timedelta(days=10)
        self.conf = configuration.new_conf()
        self.conf.set_override(
            'connection', f'sqlite:///{folder.name}/billing.sqlite',
            group='database')
        self.open_books()
        self.books.upgrade_schema()

    def open_books(self):
        self.books = ledger.Ledger(self.conf, now=lambda: self.now)

    def price(self, unit_price, meter='instance.uptime', start=START,
              backdate=False, **whom):
        """Put a price into force, also in the past."""
        return self.books.prices.create(
            NewPrice(meter, unit_price and decimal.Decimal(unit_price),
                     ledger.METERS[meter].pricing_unit, 'EUR', start, **whom),
            allow_past=True, backdate=backdate)

    def charges(self, start=START, end=None, **query):
        return self.books.charges(ledger.Query(
            start, end or self.now, **query))

    def total(self, start=START, end=None, **query):
        """Return what a period costs, in the one currency there is."""
        totals = self.charges(start, end, **query).totals
        return totals.get('EUR', decimal.Decimal(0))
