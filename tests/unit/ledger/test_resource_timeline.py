# SPDX-License-Identifier: Apache-2.0
"""Timelines of volumes and others, from what was announced of them."""

import datetime
import unittest

from billing_ledger import times
from billing_ledger.facts import cinder
from billing_ledger.facts import envelope
from billing_ledger.facts import glance
from billing_ledger.facts import neutron
from billing_ledger.timeline.resource_build import build_resource_timeline
from tests.unit.ledger import base
from tests.unit.ledger import services

START, HOUR, MINUTE = base.START, base.HOUR, base.MINUTE
READERS = {'volume': cinder.read_volume, 'snapshot': cinder.read_snapshot,
           'image': glance.read_image,
           'floatingip': neutron.read_floating_ip}


def events_of(messages):
    """Return ResourceEvents, as a listener would read them."""
    return [event for message in messages
            for event in READERS[message['event_type'].partition('.')[0]](
                envelope.open_envelope(message))]


def timeline(resource, without=()):
    """Return the segments of a resource, some of its messages lost."""
    return build_resource_timeline(events_of(
        message for message in resource.messages
        if message['event_type'] not in without))


class TestTimeline(unittest.TestCase):

    def assert_spans(self, expected, segments):
        """Compare (minutes of start, of end, evidence)."""
        self.assertEqual(expected, [
            ((segment.start - START) / MINUTE,
             segment.end and (segment.end - START) / MINUTE,
             segment.evidence) for segment in segments])

    def test_nothing_is_an_empty_timeline(self):
        self.assertEqual([], build_resource_timeline([]))

    def test_a_whole_life(self):
        volume = services.Volume().after(2 * MINUTE).created()
        (volume.after(18 * MINUTE).extended(30)
         .after(10 * MINUTE).retyped(services.SSD)
         .after(10 * MINUTE).transferred(base.OTHER_PROJECT, 'bob')
         .after(20 * MINUTE).deleted())
        segments = timeline(volume)
        self.assert_spans([
            (2, 20, 'launched_at'), (20, 30, 'notification'),
            (30, 40, 'notification'), (40, 60, 'notification')], segments)
        self.assertEqual(
            [(10, services.HDD, base.PROJECT, 'alice'),
             (30, services.HDD, base.PROJECT, 'alice'),
             (30, services.SSD, base.PROJECT, 'alice'),
             (30, services.SSD, base.OTHER_PROJECT, 'bob')],
            [(each.size, each.volume_type, each.project_id, each.user_id)
             for each in segments])

    def test_the_same_whether_or_not_its_creation_was_heard(self):
        volume = services.Volume().after(2 * MINUTE).created()
        volume.after(30 * MINUTE).extended(30).after(HOUR).deleted()
        heard = timeline(volume)
        unheard = timeline(volume, without=('volume.create.end',))
        self.assertEqual((heard[0].start, 'launched_at'),
                         (unheard[0].start, unheard[0].evidence))

    def test_first_seen_when_it_is_deleted(self):
        volume = services.Volume().created().after(HOUR).deleted()
        segment, = timeline(volume, without=('volume.create.end',))
        self.assertEqual((START, START + HOUR, 'unknown', True),
                         (segment.start, segment.end, segment.state,
                          segment.held))

    def test_first_seen_in_the_middle_of_its_life(self):
        snapshot = services.Snapshot().created().after(HOUR)
        snapshot.says('exists')
        segment, = timeline(snapshot, without=('snapshot.create.end',))
        self.assertEqual((START, None, 'created_at'),
                         (segment.start, segment.end, segment.evidence))

    def test_without_any_time_of_its_own(self):
        address = services.Address().after(MINUTE)
        del address.data['created_at']
        self.assert_spans([(1, None, 'first_seen')],
                          timeline(address.created()))

    def test_a_creation_that_lies_ahead_cannot_be(self):
        image = services.Image(created_at=START + HOUR).after(-HOUR)
        self.assert_spans([(0, None, 'first_seen')],
                          timeline(image.created()))

    def test_an_image_is_held_from_its_upload_on(self):
        image = services.Image().created().after(10 * MINUTE).uploaded(5)
        segments = timeline(image)
        self.assertEqual([('queued', 0, False), ('active', 5, True)],
                         [(each.state, each.size, each.held)
                          for each in segments])
        self.assert_spans([(0, 10, 'created_at'), (10, None, 'notification')],
                          segments)

    def test_what_was_held_stays_held(self):
        volume = services.Volume().created().after(HOUR)
        volume.says('update.end', status='error')
        self.assertTrue(all(each.held for each in timeline(volume)))

    def test_an_audit_is_believed_only_when_all_was_quiet(self):
        """It had read the volume before it was extended."""
        volume = services.Volume().created().after(HOUR).extended(30)
        volume.after(5 * MINUTE).audited(size=10)
        self.assertEqual(30, timeline(volume)[-1].size)
        volume.after(6 * MINUTE).audited(size=20)
        self.assertEqual((20, 'audited'), (timeline(volume)[-1].size,
                                           timeline(volume)[-1].evidence))

    def test_what_is_deleted_stays_deleted(self):
        volume = services.Volume().created().after(HOUR).deleted()
        before = timeline(volume)
        volume.after(HOUR).audited(status='available')
        volume.after(HOUR).says('update.end').deleted()
        self.assertEqual(before, timeline(volume))

    def test_found_gone_and_announced_later(self):
        """The audit knows that it existed at 12:00; the deletion, when."""
        volume = services.Volume().created().after(3 * HOUR + MINUTE)
        volume.audited(status='deleted')
        self.assertEqual(START + 2 * HOUR, timeline(volume)[-1].end)
        volume.deleted_by_audit(START + 2 * HOUR + 5 * MINUTE)
        self.assertEqual(START + 2 * HOUR + 5 * MINUTE,
                         timeline(volume)[-1].end)

    def test_found_gone_is_all_that_is_known(self):
        volume = services.Volume().created().after(30 * MINUTE).audited(
            status='deleted')
        self.assertEqual([], timeline(volume,
                                      without=('volume.create.end',)))

    def test_found_gone_after_it_was_heard_of(self):
        """What was heard of within the period existed then, too."""
        volume = services.Volume().created().after(20 * MINUTE).extended(20)
        volume.after(50 * MINUTE).audited(status='deleted')
        self.assert_spans([(0, 20, 'launched_at')], timeline(volume))

    def test_a_deletion_dated_before_what_is_known(self):
        volume = services.Volume().created().after(HOUR).extended(20)
        volume.after(MINUTE).deleted_by_audit(START + MINUTE)
        self.assertEqual(START + HOUR + MINUTE, timeline(volume)[-1].end)

    def test_the_creator_of_an_address_stays(self):
        address = services.Address().created().after(HOUR).associated()
        address.after(HOUR).audited()
        self.assertEqual({'alice'}, {each.user_id
                                     for each in timeline(address)})

    def test_names_and_states_follow(self):
        volume = services.Volume().created().after(HOUR)
        volume.says('attach.end', status='in-use').after(HOUR)
        volume.says('update.end', display_name='<b>')
        self.assertEqual([('data-1', 'available'), ('data-1', 'in-use'),
                          ('<b>', 'in-use')],
                         [(each.display_name, each.state)
                          for each in timeline(volume)])

    def test_announced_in_the_same_microsecond(self):
        volume = services.Volume().created().after(HOUR)
        volume.extended(20).extended(30)
        self.assertEqual([10, 30], [each.size for each in timeline(volume)])

    def test_as_text(self):
        found = timeline(services.Volume().created())[0].as_dict()
        self.assertEqual(times.to_text(START), found['start'])
        self.assertIsNone(found['end'])

    def test_microseconds_of_announcements_are_kept(self):
        volume = services.Volume().created().after(
            datetime.timedelta(seconds=59, microseconds=999_999)).extended(20)
        self.assertEqual(999_999, timeline(volume)[-1].start.microsecond)
