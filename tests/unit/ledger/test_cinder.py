# SPDX-License-Identifier: Apache-2.0
"""What is read from Cinder's notifications, and what is refused of them."""

import datetime

from billing_ledger.facts import cinder
from tests.unit.ledger import base
from tests.unit.ledger import hostile
from tests.unit.ledger import services

START, HOUR, MINUTE = base.START, base.HOUR, base.MINUTE


def volume_event(volume):
    """Return what the last message of a volume says."""
    event, = hostile.read(cinder.read_volume, volume.messages[-1])
    return event


class TestVolume(hostile.HostileTestCase):

    def test_created(self):
        event = volume_event(services.Volume().after(
            7 * MINUTE + datetime.timedelta(milliseconds=700)).created())
        self.assertEqual(
            ('volume', services.VOLUME, base.PROJECT, 'alice', 'data-1',
             'available', 10, services.HDD, 'nova', True),
            (event.kind, event.resource_id, event.project_id, event.user_id,
             event.display_name, event.state, event.size, event.volume_type,
             event.availability_zone, event.held))
        self.assertEqual((START, START + 7 * MINUTE, None),
                         (event.created_at, event.launched_at, event.ending))

    def test_extended_and_retyped_as_of_then(self):
        """Both tell the new value apart from the volume."""
        volume = services.Volume().created().after(HOUR)
        self.assertEqual(30, volume_event(volume.extended(30)).size)
        self.assertEqual(services.SSD, volume_event(
            volume.retyped(services.SSD)).volume_type)

    def test_transferred(self):
        volume = services.Volume().created().after(HOUR)
        event = volume_event(volume.transferred(base.OTHER_PROJECT, 'bob'))
        self.assertEqual((base.OTHER_PROJECT, 'bob', 'available'),
                         (event.project_id, event.user_id, event.state))

    def test_deleted(self):
        event = volume_event(services.Volume().created().after(HOUR).deleted())
        self.assertEqual(('announced', None, True),
                         (event.ending, event.deleted_at, event.held))

    def test_unmanaged_is_not_cinders_any_more(self):
        volume = services.Volume().created().after(HOUR)
        volume.says('unmanage.end', status='deleted')
        self.assertEqual('announced', volume_event(volume).ending)

    def test_deleted_as_the_audit_repeats_it(self):
        volume = services.Volume().created().after(HOUR).deleted_by_audit(
            START + 30 * MINUTE)
        event = volume_event(volume)
        self.assertEqual(('announced', START + 30 * MINUTE),
                         (event.ending, event.deleted_at))

    def test_found_gone_by_the_audit(self):
        volume = services.Volume().created().after(3 * HOUR + MINUTE)
        event = volume_event(volume.audited(status='deleted'))
        self.assertEqual(('found_gone', START + 2 * HOUR),
                         (event.ending, event.deleted_at))

    def test_a_launch_that_cinder_made_up(self):
        """Without launched_at it writes the present moment."""
        volume = services.Volume().after(HOUR)
        for status in ('creating', 'error', 'downloading', 'deleting'):
            event = volume_event(volume.audited(status=status))
            self.assertEqual((False, None), (event.held, event.launched_at))
        event = volume_event(volume.audited(status='available'))
        self.assertEqual((True, None), (event.held, event.launched_at))

    def test_a_launch_long_ago(self):
        volume = services.Volume().created().after(HOUR)
        for status in ('available', 'error', 'deleting', 'novelty'):
            event = volume_event(volume.audited(status=status))
            self.assertEqual((True, START), (event.held, event.launched_at))

    def test_what_only_begins_is_not_read(self):
        volume = services.Volume().created().extended(30)
        read = [hostile.read(cinder.read_volume, message)
                for message in volume.messages
                if message['event_type'].endswith('.start')]
        self.assertEqual([[], []], read)

    def test_a_creation_that_the_audit_sends_anew_is_not_read(self):
        message = services.Volume().created().messages[-1]
        message['payload']['audit_period_beginning'] = str(START)
        self.assertEqual([], hostile.read(cinder.read_volume, message))

    def test_novas_own_notification_of_that_prefix(self):
        message = services.Volume().created().messages[-1] | {
            'event_type': 'volume.usage', 'payload': {'reads': 5}}
        self.assertEqual([], hostile.read(cinder.read_volume, message))

    def test_fields(self):
        self.assert_refuses_fields(
            cinder.read_volume, services.Volume().created().messages[-1], {
                'volume_id': hostile.NO_TEXT, 'tenant_id': hostile.NO_TEXT,
                'status': hostile.NO_TEXT, 'size': hostile.NO_SIZE,
                'created_at': hostile.NO_TIME,
                'launched_at': ('soon', 12, []),
                'user_id': hostile.NO_OPTIONAL_TEXT,
                'display_name': hostile.NO_OPTIONAL_TEXT,
                'volume_type': hostile.NO_OPTIONAL_TEXT,
                'availability_zone': hostile.NO_OPTIONAL_TEXT})

    def test_periods_of_audits(self):
        message = services.Volume().created().after(HOUR).deleted_by_audit(
            START).messages[-1]
        self.assert_refuses_fields(cinder.read_volume, message, {
            'audit_period_ending': ('soon', 12, [])})


class TestSnapshot(hostile.HostileTestCase):

    def read(self, snapshot):
        event, = hostile.read(cinder.read_snapshot, snapshot.messages[-1])
        return event

    def test_created(self):
        event = self.read(services.Snapshot(size=7).created())
        self.assertEqual(
            ('snapshot', services.SNAPSHOT, 7, True, None, 'alice', 'nova'),
            (event.kind, event.resource_id, event.size, event.held,
             event.volume_type, event.user_id, event.availability_zone))

    def test_deleted(self):
        event = self.read(services.Snapshot().created().after(HOUR).deleted())
        self.assertEqual(('announced', True), (event.ending, event.held))

    def test_one_that_could_not_be_made(self):
        snapshot = services.Snapshot()
        for status in ('creating', 'error'):
            self.assertFalse(
                self.read(snapshot.says('exists', status=status)).held)

    def test_fields(self):
        self.assert_refuses_fields(
            cinder.read_snapshot, services.Snapshot().created().messages[-1],
            {'snapshot_id': hostile.NO_TEXT, 'tenant_id': hostile.NO_TEXT,
             'status': hostile.NO_TEXT, 'volume_size': hostile.NO_SIZE,
             'created_at': hostile.NO_TIME,
             'user_id': hostile.NO_OPTIONAL_TEXT,
             'display_name': hostile.NO_OPTIONAL_TEXT})
