# SPDX-License-Identifier: Apache-2.0
"""What Nova's records tell becomes facts; what they do not tell does not."""

import unittest

from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from billing_ledger.timeline.build import build_timeline
from billing_listener.reconcile import compare
from billing_listener.reconcile import flavors
from billing_listener.reconcile import history
from billing_listener.reconcile import records
from tests.unit.ledger import base
from tests.unit.reconcile import answers
from tests.unit.reconcile.answers import moment

HOUR, MINUTE = base.HOUR, base.MINUTE


def heard(server):
    """Return the InstanceEvents that a base.Server has announced."""
    return [nova.read_instance_event(envelope.open_envelope(message))
            for message in server.messages]


class HealTestCase(unittest.TestCase):

    def heal(self, answer, actions, events=(), moves=(), numbers=None):
        server = records.read_server(answer)
        found = history.read_history(server, records.read_actions(actions))
        self.healed = compare.heal(server, found, events, moves, numbers)
        self.events = [*events, *(each.event for each in self.healed)]
        self.assertEqual([], compare.heal(server, found, self.events, moves,
                                          numbers), 'healed twice')
        return build_timeline(self.events)

    def told(self, segments, *names):
        return [tuple(getattr(segment, name) for name in names)
                for segment in segments]


class TestNeverSeen(HealTestCase):

    def test_a_life(self):
        segments = self.heal(answers.deleted('12:00:00'), [
            answers.created(),
            answers.action('stop', 'compute_stop_instance', '10:30:00'),
            answers.action('live-migration', 'compute_post_live_migration_'
                           'at_destination', '11:00:00', 'cmp2')])
        self.assertEqual(
            [(moment('10:00:00'), None, 'building', 'created_at'),
             (moment('10:01:00'), 'cmp1', 'active', 'reconciled'),
             (moment('10:30:00'), 'cmp1', 'stopped', 'reconciled'),
             (moment('11:00:00'), 'cmp2', 'stopped', 'reconciled')],
            self.told(segments, 'start', 'host', 'state', 'evidence'))
        self.assertEqual(moment('12:00:00'), segments[-1].end)
        self.assertEqual(
            ['created', 'create req-', 'stop req-', 'live-migration req-',
             'terminated_at'],
            [each.source.partition(':')[0].rstrip('0123456789')
             for each in self.healed])

    def test_a_stopped_server_is_stopped_within_its_revert(self):
        """Nova launches it, stops it, and then notes that it is reverted."""
        resize = answers.action('resize', 'compute_finish_resize',
                                '11:00:00', 'cmp2')
        revert = answers.action('revertResize', 'compute_finish_revert_resize',
                                '11:10:03', 'cmp1')
        revert['events'][0]['start_time'] = '2026-11-02T11:10:00.000000'
        revert['events'].append(revert['events'][0] | {
            'event': 'compute_stop_instance',
            'start_time': '2026-11-02T11:10:01.000000',
            'finish_time': '2026-11-02T11:10:02.000000'})
        segments = self.heal(answers.server(**{
            'OS-EXT-STS:vm_state': 'stopped',
            'OS-SRV-USG:launched_at': '2026-11-02T11:10:01.000000'}), [
            answers.created(), answers.action(
                'stop', 'compute_stop_instance', '10:30:00'), resize, revert])
        self.assertEqual(
            [('cmp1', 'active'), ('cmp1', 'stopped'), ('cmp2', 'resized'),
             ('cmp1', 'stopped')], self.told(segments, 'host', 'state')[1:])

    def test_a_build_that_failed_is_never_launched(self):
        segments = self.heal(answers.server(**{
            'OS-EXT-STS:vm_state': 'error', 'OS-EXT-SRV-ATTR:host': None,
            'OS-SRV-USG:launched_at': None}), [answers.created()])
        self.assertEqual([('building', False), ('error', False)],
                         self.told(segments, 'state', 'launched'))

    def test_without_any_action_the_servers_own_times_count(self):
        segments = self.heal(answers.server(), [])
        self.assertEqual([(moment('10:00:00'), None),
                          (moment('10:01:00'), 'cmp1')],
                         self.told(segments, 'start', 'host'))

    def test_shelved_and_offloaded_at_once_or_not(self):
        shelve = answers.action('shelve', 'compute_shelve_instance',
                                '11:00:00')
        for answer, host in (
                (answers.server(**{'OS-EXT-STS:vm_state': 'shelved'}),
                 'cmp1'),
                (answers.server(**{
                    'OS-EXT-STS:vm_state': 'shelved_offloaded',
                    'OS-EXT-SRV-ATTR:host': None}), None)):
            segments = self.heal(answer, [answers.created(), shelve])
            self.assertEqual((moment('11:00:00'), host), self.told(
                segments, 'start', 'host')[-1])

    def test_a_state_that_no_action_tells_of_is_assumed(self):
        """As after "reset state"."""
        segments = self.heal(answers.server(**{
            'OS-EXT-STS:vm_state': 'error',
            'updated': '2026-11-02T11:00:00Z'}), [answers.created()])
        self.assertEqual((moment('11:00:00'), 'error', 'assumed'), self.told(
            segments, 'start', 'state', 'evidence')[-1])
        self.assertEqual('updated', self.healed[-1].source)

    def test_the_same_is_the_same_fact(self):
        self.heal(answers.server(), [answers.created()])
        first = self.events
        self.heal(answers.server(name='renamed'), [])
        self.heal(answers.server(), [])
        self.assertEqual(
            first[0].message_id, self.events[0].message_id)
        self.assertEqual(len(self.events),
                         len({each.message_id for each in self.events}))


class TestMissed(HealTestCase):

    def setUp(self):
        self.server = base.Server().says().after(MINUTE).launched()

    def test_nothing(self):
        self.heal(answers.server(), [answers.created()], heard(self.server))
        self.assertEqual([], self.healed)

    def test_a_deletion(self):
        segments = self.heal(answers.deleted('12:00:00'),
                             [answers.created()], heard(self.server))
        self.assertEqual(moment('12:00:00'), segments[-1].end)
        self.assertEqual(['reconcile.deleted'], [
            each.event.event_type for each in self.healed])

    def test_a_deletion_of_which_no_time_is_kept(self):
        segments = self.heal(
            answers.deleted('12:00:00', **{'OS-SRV-USG:terminated_at': None}),
            [answers.created()], heard(self.server))
        self.assertEqual(moment('12:00:00'), segments[-1].end)
        self.assertEqual(['reconcile.deleted.assumed'], [
            each.event.event_type for each in self.healed])

    def test_hosts_to_and_fro(self):
        moves = [answers.action(
            'live-migration', 'compute_post_live_migration_at_destination',
            f'{hour}:00:00', host) for hour, host in ((11, 'cmp2'),
                                                      (12, 'cmp1'))]
        segments = self.heal(answers.server(), [answers.created(), *moves],
                             heard(self.server))
        self.assertEqual([('cmp1', moment('10:01:00')),
                          ('cmp2', moment('11:00:00')),
                          ('cmp1', moment('12:00:00'))],
                         self.told(segments[1:], 'host', 'start'))

    def test_an_evacuation_of_a_stopped_server(self):
        """The new host is named after the launch, and after the stop."""
        self.server.after(MINUTE).says(state='stopped')
        second = MINUTE / 60
        evacuated = answers.action('evacuate', 'compute_rebuild_instance',
                                   '11:00:04', 'cmp2')
        evacuated['events'][0]['start_time'] = '2026-11-02T11:00:00.000000'
        (self.server.after(58 * MINUTE + second)
         .says(state='active', launched_at='2026-11-02T11:00:01Z')
         .after(second * 3 / 2).says(state='stopped')
         .after(second).says(host='cmp2'))
        self.heal(answers.server(**{
            'OS-EXT-SRV-ATTR:host': 'cmp2', 'OS-EXT-STS:vm_state': 'stopped',
            'OS-SRV-USG:launched_at': '2026-11-02T11:00:01.000000'}), [
            answers.created(), answers.action(
                'stop', 'compute_stop_instance', '10:02:00'), evacuated],
            heard(self.server))
        self.assertEqual([], self.healed)

    def test_a_migration_that_failed_at_its_end(self):
        segments = self.heal(
            answers.server(**{'OS-EXT-SRV-ATTR:host': 'cmp2',
                              'OS-EXT-STS:vm_state': 'error'}),
            [answers.created(), answers.action(
                'live-migration', 'compute_post_live_migration_at_destination',
                '11:00:00', 'cmp2', result='Error')], heard(self.server))
        self.assertEqual(('cmp2', 'error', moment('11:00:00')), self.told(
            segments, 'host', 'state', 'start')[-1])

    def test_notifications_that_come_after_all(self):
        """They count, to the microsecond, as if nobody had asked Nova."""
        self.heal(answers.server(**{'OS-EXT-SRV-ATTR:host': 'cmp2'}), [
            answers.created(), answers.action(
                'live-migration', 'compute_post_live_migration_at_destination',
                '11:00:00', 'cmp2')], heard(self.server))
        self.server.after(59 * MINUTE + MINUTE / 100).says(host='cmp2')
        self.assertEqual(build_timeline(heard(self.server)), build_timeline(
            [*self.events, *heard(self.server)]))

    def test_what_no_nova_knows_ended_when_it_was_last_heard_of(self):
        self.server.after(HOUR).says(state='stopped')
        known = heard(self.server)
        healing = compare.vanish(build_timeline(known), known)
        segments = build_timeline([*known, healing.event])
        self.assertEqual(moment('11:01:00.000001'), segments[-1].end)
        self.assertEqual(('reconcile.deleted.assumed', 'not found'),
                         (healing.event.event_type, healing.source))


class TestFlavors(HealTestCase):
    """Of earlier flavors Nova's API tells no more than a number."""

    ACTIONS = (
        answers.created(),
        answers.action('resize', 'compute_finish_resize', '11:00:00', 'cmp2'),
        answers.action('confirmResize', 'compute_confirm_resize', '11:05:00'))
    ANSWER = answers.server(**{
        'flavor': answers.LARGE, 'OS-EXT-SRV-ATTR:host': 'cmp2',
        'OS-SRV-USG:launched_at': '2026-11-02T11:00:00.000000'})
    MOVE = records.read_move({
        'instance_uuid': ANSWER['id'], 'migration_type': 'resize',
        'status': 'confirmed', 'source_compute': 'cmp1',
        'dest_compute': 'cmp2', 'old_instance_type_id': 7,
        'new_instance_type_id': 9, 'created_at': '2026-11-02T10:59:00',
        'updated_at': '2026-11-02T11:05:00'})

    def flavors(self, *more):
        return self.told(self.heal(self.ANSWER, self.ACTIONS, *more),
                         'flavor', 'vcpus')[1:]

    def test_named_by_a_notification(self):
        server = base.Server().says().after(MINUTE).launched()
        self.assertEqual([('small', 1), ('large', 4), ('large', 4)],
                         self.flavors(heard(server)))

    def test_learned_from_another_server(self):
        numbers = {}
        flavors.learn(
            numbers, records.read_server(answers.server()),
            [self.MOVE._replace(status='reverted')], moment('12:00:00'))
        self.assertEqual({7: ('small', 1, 2048, 20)}, numbers)
        self.assertEqual([('small', 1), ('large', 4), ('large', 4)],
                         self.flavors((), [self.MOVE], numbers))

    def learned(self, answer, *moves, before='12:00:00'):
        numbers = {}
        flavors.learn(numbers, records.read_server(answer), moves,
                      moment(before))
        return numbers

    def test_nothing_is_learned_from_what_is_about_to_change(self):
        self.assertTrue(self.learned(self.ANSWER, self.MOVE))
        self.assertEqual({}, self.learned(self.ANSWER, self.MOVE,
                                          before='10:01:00'))
        self.assertEqual({}, self.learned(
            self.ANSWER, self.MOVE, self.MOVE._replace(status='reverting')))
        self.assertEqual({}, self.learned(
            self.ANSWER | {'OS-EXT-STS:task_state': 'resize_reverting'},
            self.MOVE))

    def test_nothing_is_learned_from_a_contradiction(self):
        numbers = {9: records.read_server(answers.server()).flavor}
        flavors.learn(numbers, records.read_server(self.ANSWER), [self.MOVE],
                      moment('12:00:00'))
        self.assertEqual({9: None}, numbers)

    def test_known_to_nobody_costs_nothing(self):
        self.assertEqual([('unknown', 0), ('large', 4), ('large', 4)],
                         self.flavors())

    def test_what_is_learned_later_replaces_what_was_unknown(self):
        self.flavors()
        self.assertEqual([('small', 1), ('large', 4), ('large', 4)], [
            each for each in self.flavors(
                self.events, [self.MOVE], {7: records.read_server(
                    answers.server()).flavor}) if each[1]])

    def test_a_revert_returns_to_the_flavor_before(self):
        segments = self.heal(answers.server(), [
            *self.ACTIONS[:2], answers.action(
                'revertResize', 'compute_finish_revert_resize', '11:05:00')],
            heard(base.Server().says().after(MINUTE).launched()))
        self.assertEqual(['small', 'unknown', 'small'], [
            flavor for flavor, in self.told(segments, 'flavor')][1:])
        self.assertEqual(['cmp1', 'cmp2', 'cmp1'], [
            host for host, in self.told(segments, 'host')][1:])
