# SPDX-License-Identifier: Apache-2.0
"""How a timeline is built where Nova's notifications mislead."""

import unittest

from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from billing_ledger.facts import reconciled
from billing_ledger.timeline.build import build_timeline
from tests.unit.ledger import base

HOUR, MINUTE, START = base.HOUR, base.MINUTE, base.START
SECOND = MINUTE / 60


def timeline(server):
    return build_timeline(
        nova.read_instance_event(envelope.open_envelope(message))
        for message in server.messages)


def told(server, *names):
    """Return the chosen attributes of the server's segments."""
    return [tuple(getattr(segment, name) for name in names)
            for segment in timeline(server)]


class TestTimeline(unittest.TestCase):

    def setUp(self):
        self.server = base.Server().says().after(MINUTE).launched()

    def test_nothing_is_an_empty_timeline(self):
        self.assertEqual([], build_timeline([]))

    def test_building_then_active(self):
        self.assertEqual(
            [('building', False, 'created_at', START),
             ('active', True, 'launched_at', START + MINUTE)],
            told(self.server, 'state', 'launched', 'evidence', 'start'))

    def test_the_sources_last_word_is_not_believed(self):
        (self.server.after(MINUTE).says(task_state='migrating')
         .after(SECOND).says(host='cmp2', task_state=None)
         .after(SECOND).says('instance.live_migration_post.end', host='cmp1',
                             task_state='migrating'))
        self.assertEqual([(None,), ('cmp1',), ('cmp2',)],
                         told(self.server, 'host'))

    def test_a_failed_migration_changes_no_host(self):
        (self.server.after(MINUTE).says(task_state='migrating')
         .after(MINUTE).says(task_state=None))
        self.assertEqual([(None,), ('cmp1',)], told(self.server, 'host'))

    def test_a_resize_takes_effect_with_the_launch(self):
        (self.server.after(MINUTE)
         .says(host='cmp2', task_state='resize_migrated').after(5 * SECOND)
         .says(flavor='large', task_state='resize_finish').after(5 * SECOND)
         .resized('large'))
        self.assertEqual(
            [('cmp1', 'small'), ('cmp2', 'large')],
            told(self.server, 'host', 'flavor')[1:])
        self.assertEqual(START + 2 * MINUTE + 10 * SECOND,
                         timeline(self.server)[-1].start)

    def test_the_shelved_snapshot_is_not_the_image(self):
        (self.server.after(HOUR).says(state='shelved_offloaded', host=None)
         .after(HOUR).says(task_state='spawning', host='cmp2',
                           image_uuid='snapshot')
         .after(SECOND).launched(
             'cmp2', task_state=None,
             image_uuid='ec2f9529-bcae-4882-96bf-47c4e4967b85'))
        self.assertEqual(1, len(set(told(self.server, 'image_id'))))

    def test_an_offload_lasts_until_the_host_is_given_up(self):
        (self.server.after(HOUR + SECOND / 2).says(state='shelved_offloaded')
         .after(SECOND).says(host=None))
        self.assertEqual(
            [('active', 'cmp1', START + MINUTE),
             ('shelved_offloaded', 'cmp1', START + MINUTE + HOUR + SECOND / 2),
             ('shelved_offloaded', None, START + MINUTE + HOUR + SECOND)],
            told(self.server, 'state', 'host', 'start')[1:])

    def test_a_host_that_nobody_said_was_given_up(self):
        self.server.after(HOUR).says(state='shelved_offloaded')
        given_up = START + 2 * MINUTE + HOUR
        self.assertEqual(
            ('shelved_offloaded', None, given_up, 'assumed'),
            told(self.server, 'state', 'host', 'start', 'evidence')[-1])
        self.server.after(HOUR).says(state='active', host='cmp2')
        self.assertEqual([('cmp1', given_up), (None, START + MINUTE
                                               + 2 * HOUR)],
                         told(self.server, 'host', 'end')[-3:-1])

    def test_what_is_deleted_stays_deleted(self):
        (self.server.after(HOUR).deleted().after(SECOND)
         .says(state='active', task_state='deleting').after(HOUR)
         .says(state='deleted', task_state=None))
        self.assertEqual(START + MINUTE + HOUR,
                         timeline(self.server)[-1].end)

    def test_a_delete_end_ends_whatever_state_it_names(self):
        self.server.after(HOUR).says('instance.delete.end', state='building',
                                     task_state='deleting')
        self.assertEqual(START + MINUTE + HOUR,
                         timeline(self.server)[-1].end)

    def test_a_delete_end_that_came_too_early(self):
        """nova-api gave up; the compute deleted the server later.

        As a Nova did that was asked to delete what it was building.
        """
        server = base.Server().says(task_state='scheduling')
        (server.after(SECOND).says(host='cmp1', task_state=None)
         .after(SECOND / 10).says('instance.delete.end', host=None)
         .after(SECOND).says(host=None, task_state='networking')
         .after(SECOND).says('instance.create.error')
         .after(SECOND).says('instance.delete.start', host='cmp1',
                             task_state='deleting')
         .after(MINUTE).deleted())
        self.assertEqual(START + MINUTE + 4 * SECOND,
                         timeline(server)[-1].end)
        self.assertEqual([(None,), ('cmp1',)], told(server, 'host'))

    def test_a_delete_end_that_came_too_early_for_a_guest(self):
        server = base.Server().says().after(SECOND).says(
            'instance.delete.end', task_state='deleting')
        server.after(MINUTE).launched(task_state=None)
        self.assertEqual([('building', START), ('active',
                                                START + MINUTE + SECOND)],
                         told(server, 'state', 'start'))
        self.assertIsNone(timeline(server)[-1].end)

    def test_what_was_sent_before_a_launch_does_not_undo_it(self):
        """The launch is Nova's time of it, and cut to the second."""
        self.server.after(SECOND / 2).says(state='building', task_state=None,
                                           launched_at=None)
        self.assertEqual('active', timeline(self.server)[-1].state)

    def test_a_host_given_up_while_it_is_unshelved_already(self):
        """As a Nova did that was asked to unshelve it within a second."""
        (self.server.after(HOUR).says(state='shelved_offloaded')
         .after(SECOND / 4).says(task_state='unshelving')
         .after(SECOND / 4).says(host=None)
         .after(SECOND).says(task_state='spawning', host='cmp2')
         .after(SECOND).launched('cmp2', task_state=None))
        self.assertEqual([('cmp1', 'active'), ('cmp1', 'shelved_offloaded'),
                          (None, 'shelved_offloaded'), ('cmp2', 'active')],
                         told(self.server, 'host', 'state')[1:])

    def test_a_host_given_up_is_not_named_again(self):
        (self.server.after(HOUR).says(state='shelved_offloaded', host=None)
         .after(SECOND).says(host='cmp1'))
        self.assertEqual([(None,), ('cmp1',), (None,)],
                         told(self.server, 'host'))

    def test_an_audit_soon_after_a_move_may_be_older_than_the_move(self):
        (self.server.after(HOUR).says(host='cmp2').after(MINUTE)
         .says('instance.exists', host='cmp1'))
        self.assertEqual([('cmp1',), ('cmp2',)],
                         told(self.server, 'host')[1:])

    def test_an_audit_tells_what_was_missed(self):
        self.server.after(2 * HOUR).says('instance.exists', host='cmp2')
        self.assertEqual([('cmp1',), ('cmp2',)],
                         told(self.server, 'host')[1:])

    def test_first_seen_when_it_is_deleted(self):
        self.server.after(3 * HOUR).deleted()
        self.server.messages = self.server.messages[-1:]
        self.assertEqual(
            [('active', START + MINUTE, START + MINUTE + 3 * HOUR,
              'launched_at')],
            told(self.server, 'state', 'start', 'end', 'evidence'))

    def test_first_seen_when_it_is_soft_deleted(self):
        self.server.after(HOUR).says(
            state='soft-delete',
            deleted_at=base.nova_time(START + HOUR + MINUTE))
        self.server.messages = self.server.messages[-1:]
        self.assertEqual([('active', 'launched_at'),
                          ('soft-delete', 'deleted_at')],
                         told(self.server, 'state', 'evidence'))

    def test_first_seen_when_it_is_offloaded(self):
        """It ran once; since when it does not, nobody said."""
        self.server.after(HOUR).says(state='shelved_offloaded', host=None)
        self.server.messages = self.server.messages[-1:]
        self.assertEqual([('shelved_offloaded', 'first_seen')],
                         told(self.server, 'state', 'evidence'))

    def test_what_happens_within_a_second_keeps_its_order(self):
        """Nova cuts the fractions off its own times."""
        (self.server.after(HOUR + SECOND / 4).says(state='stopped')
         .after(SECOND / 4).deleted())
        self.assertEqual(['building', 'active', 'stopped'],
                         [state for state, in told(self.server, 'state')])
        self.assertEqual(START + MINUTE + HOUR,
                         timeline(self.server)[-1].end)

    def test_a_time_of_nova_that_lies_ahead_is_rounded_up(self):
        """MySQL rounds to the nearest second."""
        (self.server.after(HOUR + SECOND / 2)
         .says('instance.delete.end', state='deleted',
               terminated_at=base.nova_time(
                   START + MINUTE + HOUR + SECOND)))
        self.assertEqual(START + MINUTE + HOUR,
                         timeline(self.server)[-1].end)

    def test_a_time_of_nova_that_cannot_be_is_not_believed(self):
        self.server.after(HOUR).says(
            'instance.delete.end', state='deleted',
            terminated_at=base.nova_time(START - HOUR))
        self.assertEqual(START + MINUTE + HOUR,
                         timeline(self.server)[-1].end)

    def test_clocks_that_disagree_leave_no_gap(self):
        self.server.after(-2 * MINUTE).says(state='stopped')
        segments = timeline(self.server)
        for first, second in zip(segments, segments[1:], strict=False):
            self.assertEqual(first.end, second.start)


class TestMissedNotifications(unittest.TestCase):
    """What later notifications prove is billed, whatever got lost."""

    def setUp(self):
        self.server = base.Server().says().after(MINUTE)

    def lose_last(self):
        self.server.messages.pop()
        return self.server

    def test_the_launch_but_not_the_deletion(self):
        self.server.launched()
        self.lose_last().after(HOUR).deleted()
        self.assertEqual([('building', None), ('active', 'cmp1')],
                         told(self.server, 'state', 'host'))
        self.assertEqual(START + MINUTE, timeline(self.server)[-1].start)

    def test_an_unshelve(self):
        (self.server.launched().after(HOUR)
         .says(state='shelved_offloaded', host=None).after(HOUR).launched())
        self.lose_last().after(HOUR).deleted()
        self.assertEqual(['building', 'active', 'shelved_offloaded', 'active'],
                         [state for state, in told(self.server, 'state')])
        self.assertEqual(START + MINUTE + 2 * HOUR,
                         timeline(self.server)[-1].start)

    def test_a_resize(self):
        self.server.launched().after(HOUR).resized('large')
        self.lose_last().after(HOUR).deleted()
        self.assertEqual([('small',), ('large',)],
                         told(self.server, 'flavor')[1:])

    def test_a_rebuild_before_an_offload(self):
        """The offload begins when it was announced, not with the launch."""
        self.server.launched().after(HOUR).launched()
        self.lose_last().after(HOUR).says(state='shelved_offloaded',
                                          host=None)
        self.assertEqual(START + MINUTE + 2 * HOUR,
                         timeline(self.server)[-1].start)

    def test_everything_before_an_offload(self):
        self.server.launched().after(HOUR).says(state='shelved_offloaded')
        self.server.after(SECOND).says(host=None)
        self.server.messages = self.server.messages[-2:]
        self.assertEqual(
            [('active', START + MINUTE),
             ('shelved_offloaded', START + MINUTE + HOUR),
             ('shelved_offloaded', START + MINUTE + HOUR + SECOND)],
            told(self.server, 'state', 'start'))

    def test_everything_before_the_middle_of_a_resize(self):
        """The new flavor is not charged back to the old launch."""
        self.server.launched().after(HOUR).says(
            flavor='large', task_state='resize_finish')
        self.server.messages = self.server.messages[-1:]
        self.assertEqual([(START + MINUTE + HOUR, 'first_seen')],
                         told(self.server, 'start', 'evidence'))


class TestRoundedTimes(unittest.TestCase):
    """MySQL rounds to the nearest second, and up as well."""

    def test_a_creation_that_lies_ahead(self):
        server = base.Server(created_at=START + SECOND)
        server.after(-SECOND / 10).says()
        self.assertEqual([(START, 'created_at')],
                         told(server, 'start', 'evidence'))

    def test_a_launch_that_is_told_a_second_later_is_no_launch(self):
        server = base.Server().says().after(MINUTE).launched()
        server.after(HOUR).says(
            host='cmp2', launched_at=base.nova_time(START + MINUTE + SECOND))
        self.assertEqual(START + MINUTE + HOUR, timeline(server)[-1].start)

    def test_what_cannot_be_in_this_order_does_not_overlap(self):
        server = base.Server(created_at=START + SECOND)
        server.after(-SECOND / 10 ** 6).says(
            state='soft-delete', host='cmp1', deleted_at=base.nova_time(START),
            launched_at=base.nova_time(START)).says(state='stopped')
        segments = timeline(server)
        for first, second in zip(segments, segments[1:], strict=False):
            self.assertLess(first.start, second.start)
            self.assertEqual(first.end, second.start)


class TestReconciled(unittest.TestCase):
    """Facts from Nova's records count where nobody announced the same."""

    def setUp(self):
        self.server = base.Server().says().after(MINUTE).launched()
        self.launched = self.events()[-1]

    def events(self):
        return [nova.read_instance_event(envelope.open_envelope(message))
                for message in self.server.messages]

    def fact(self, what, at, **changes):
        return reconciled.identified(self.launched._replace(
            event_type=reconciled.event_type(what), generated_at=at,
            **changes))

    def told(self, *facts):
        return [(each.host, each.start, each.evidence)
                for each in build_timeline([*facts, *self.events()])[1:]]

    def test_what_nobody_announced(self):
        moved = self.fact('host', START + HOUR, host='cmp2')
        self.assertEqual(
            [('cmp1', START + MINUTE, 'launched_at'),
             ('cmp2', START + HOUR, 'reconciled')], self.told(moved))

    def test_what_was_announced_later_counts(self):
        moved = self.fact('host', START + HOUR, host='cmp2')
        self.server.after(HOUR - MINUTE + SECOND / 3).says(host='cmp2')
        self.assertEqual(('cmp2', START + HOUR + SECOND / 3, 'notification'),
                         self.told(moved)[-1])

    def test_what_was_announced_of_another_time_does_not(self):
        moved = self.fact('host', START + HOUR, host='cmp2')
        self.server.after(2 * HOUR).says(host='cmp2')
        self.assertEqual(('cmp2', START + HOUR, 'reconciled'),
                         self.told(moved)[-1])

    def test_a_deletion(self):
        end = START + HOUR
        segments = build_timeline([*self.events(), self.fact(
            'deleted', end, state='deleted', terminated_at=end)])
        self.assertEqual(end, segments[-1].end)

    def test_what_is_assumed_says_so(self):
        stopped = reconciled.identified(self.launched._replace(
            event_type=reconciled.event_type('state', assumed=True),
            generated_at=START + HOUR, state='stopped'))
        self.assertEqual(('cmp1', START + HOUR, 'assumed'),
                         self.told(stopped)[-1])

    def test_an_evacuation_names_the_dead_host_for_a_moment(self):
        """The record has the launch, the notification the new host."""
        launch = START + HOUR
        evacuated = self.fact('launched', launch, host='cmp2',
                              launched_at=launch)
        self.server.after(HOUR - MINUTE).says(
            launched_at=base.nova_time(launch))
        self.server.after(4 * SECOND).says(host='cmp2')
        self.assertEqual(build_timeline(self.events()), build_timeline(
            [evacuated, *self.events()]))

    def test_an_identity_is_that_of_the_values(self):
        one = self.fact('host', START + HOUR, host='cmp2')
        self.assertEqual(one, self.fact('host', START + HOUR, host='cmp2'))
        for other in (self.fact('host', START + HOUR, host='cmp3'),
                      self.fact('host', START + 2 * HOUR, host='cmp2'),
                      self.fact('state', START + HOUR, host='cmp2')):
            self.assertNotEqual(one.message_id, other.message_id)
