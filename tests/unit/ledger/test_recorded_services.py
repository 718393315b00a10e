# SPDX-License-Identifier: Apache-2.0
"""What a real Glance, Cinder and Neutron sent, and what comes of it."""

import decimal
import pathlib

from billing_ledger import ledger
from billing_ledger import times
from billing_ledger.facts import recording
from tests.recordings import files
from tests.unit.ledger import base

FOLDER = pathlib.Path(files.__file__).parent / 'services'
D = decimal.Decimal


def recorded(name, without=()):
    """Return the notifications of a recording, some of them lost."""
    with recording.open_lines(FOLDER / f'{name}.jsonl.gz') as lines:
        found = [message for message, _ in recording.read_lines(lines)]
    return [message for number, message in enumerate(found)
            if number not in without]


class RecordedTestCase(base.BooksTestCase):

    def used(self, messages):
        """Return quantities by (project, meter, name)."""
        self.now = times.parse('2026-11-28T10:20:00')
        self.assertEqual(0, self.books.record(messages).quarantined)
        rows = self.books.usage(ledger.Query(base.START, self.now)).rows
        return {(row.project_id, row.meter, row.resource_name): row.quantity
                for row in rows}


class TestGlance(RecordedTestCase):

    def test_from_the_upload_to_the_deletion(self):
        """3,000,000 B from 11.343239 to 17.078175: 5.734936 s; and 1000 B
        from 10:13:20.093407 to 10:20: 399.906593 s."""
        self.assertEqual({
            (base.PROJECT, 'image.stored', 'renamed'): D('17204808'),
            (base.PROJECT, 'image.stored', 'second'): D('399906.593'),
        }, self.used(recorded('glance')))


class TestNeutron(RecordedTestCase):

    def test_an_address_is_whose_who_created_it(self):
        """From 10:25:46 (created_at) to 53.810275."""
        self.now = times.parse('2026-11-28T10:30:00')
        self.assertEqual(0, self.books.record(recorded('neutron')).quarantined)
        row, = self.books.usage(ledger.Query(
            base.START, self.now, group_by=('user', 'resource', 'meter'))).rows
        self.assertEqual(
            ('alice', '203.0.113.26', 'ip.floating', D('7.810275')),
            (row.user_id, row.resource_name, row.meter, row.quantity))


class TestCinder(RecordedTestCase):

    def test_a_life(self):
        """The first project had 1 GiB from 51 (launched_at) to 52.197475 and
        3 GiB until 61.267420: 1.197475 + 3 x 9.069945 GiB-s; the other had
        3 GiB until 62.470501; the snapshot of 3 GiB was from 54 to 58.898829.
        """
        volume = ('volume.stored', 'renamed')
        self.assertEqual({
            (base.PROJECT, *volume): D('28.40731'),
            (base.OTHER_PROJECT, *volume): D('3.609243'),
            (base.PROJECT, 'snapshot.stored', 'before'): D('14.696487'),
        }, self.used(recorded('cinder')))

    def test_its_deletion_is_lost_and_repeated_by_the_audit(self):
        """Cinder's deleted_at is 62.418925."""
        messages = recorded('cinder')
        lost = next(number for number, message in enumerate(messages)
                    if message['event_type'] == 'volume.delete.end')
        found = self.used(recorded('cinder', without=[lost]))
        self.assertEqual(
            D('3.454515'),
            found[base.OTHER_PROJECT, 'volume.stored', 'renamed'])

    def test_the_audit_alone_tells_of_the_deletion(self):
        """It says that the volume is gone, and what was announced last was
        that it changed hands: until then it existed."""
        messages = [message for message in recorded('cinder')
                    if message['event_type'] != 'volume.delete.end']
        found = self.used(messages)
        self.assertNotIn((base.OTHER_PROJECT, 'volume.stored', 'renamed'),
                         found)
        self.assertEqual(D('28.40731'), found[
            base.PROJECT, 'volume.stored', 'renamed'])
