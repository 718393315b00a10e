# SPDX-License-Identifier: Apache-2.0
"""A round asks little, loses nothing, and heals what differs."""

import datetime
import threading
import types
import uuid

from billing_ledger import times
from billing_listener.reconcile import nova
from billing_listener.reconcile import rounds
from tests.unit.ledger import base
from tests.unit.reconcile import answers
from tests.unit.reconcile.answers import moment

MINUTE = base.MINUTE
OPTIONS = types.SimpleNamespace(settle_time=120, look_back=10 ** 7)
LIVE_MIGRATED = answers.action(
    'live-migration', 'compute_post_live_migration_at_destination',
    '11:00:00', 'cmp2')


class RoundTestCase(base.BooksTestCase):

    def setUp(self):
        super().setUp()
        self.now = base.START + 10 * base.HOUR
        self.stopping = threading.Event()

    def hear(self, *servers):
        """Record what some base.Servers have announced."""
        self.books.record([message for server in servers
                           for message in server.messages])

    def compare(self, found, reconciler=None):
        self.reconciler = reconciler or rounds.Reconciler(
            found, self.books, OPTIONS, self.stopping)
        return self.reconciler.compare_all()

    def hosts(self, server_id=base.INSTANCE):
        return [segment.host for segment in self.books.timeline(server_id)]


def announced(server_id=base.INSTANCE):
    """Return a server whose creation is wholly announced."""
    return (base.Server(instance_id=server_id)
            .says('instance.create.start').after(MINUTE)
            .launched(event_type='instance.create.end'))


class TestRounds(RoundTestCase):

    def test_a_server_never_heard_of(self):
        result = self.compare(answers.Nova(
            [answers.server()], {base.INSTANCE: [answers.created()]}))
        self.assertEqual((1, 1, 1, 2, 0), result)
        self.assertEqual([None, 'cmp1'], self.hosts())

    def test_thousands_that_do_not_differ_cost_a_few_questions(self):
        ids = [str(uuid.UUID(int=number)) for number in range(3000)]
        self.hear(*map(announced, ids))
        found = answers.Nova([answers.server(each) for each in ids])
        self.assertEqual((3000, 0, 0, 0, 0), self.compare(found))
        # Three pages, their end, two empty lists, the migrations.
        self.assertEqual(7, found.questions)

    def test_what_differs_is_asked_about_once(self):
        self.hear(announced())
        found = answers.Nova(
            [answers.server(**{'OS-EXT-SRV-ATTR:host': 'cmp2'})],
            {base.INSTANCE: [answers.created(), LIVE_MIGRATED]})
        self.assertEqual(1, self.compare(found).healed)
        self.assertEqual([None, 'cmp1', 'cmp2'], self.hosts())
        self.assertEqual((1, 0, 0, 0, 0),
                         self.compare(found, self.reconciler))
        self.assertEqual((1, 0, 0, 0, 0), self.compare(found))

    def test_what_changed_just_now_may_still_be_announced(self):
        self.hear(announced())
        self.now = moment('11:01:00')
        found = answers.Nova([answers.server(**{
            'OS-EXT-SRV-ATTR:host': 'cmp2',
            'updated': '2026-11-02T11:00:00Z'})],
            {base.INSTANCE: [answers.created(), LIVE_MIGRATED]})
        self.assertEqual(0, self.compare(found).doubtful)
        self.now += 2 * MINUTE
        self.assertEqual(1, self.compare(found, self.reconciler).healed)

    def test_a_gap_among_the_notifications_is_asked_about(self):
        """The server is back where it was: its state tells nothing."""
        server = announced().after(MINUTE)
        server.says('instance.live_migration_post_dest.start')
        self.hear(server)
        found = answers.Nova(
            [answers.server(updated='2026-11-02T12:00:00Z')],
            {base.INSTANCE: [answers.created(), LIVE_MIGRATED, answers.action(
                'live-migration', 'compute_post_live_migration_at_destination',
                '12:00:00', 'cmp1')]})
        self.assertEqual(1, self.compare(found).healed)
        self.assertEqual([None, 'cmp1', 'cmp2', 'cmp1'], self.hosts())
        self.assertEqual(0, self.compare(found).doubtful)

    def test_a_finished_migration_to_a_host_never_named(self):
        self.hear(announced())
        found = answers.Nova(
            [answers.server()], {base.INSTANCE: [answers.created()]},
            moves=[{'instance_uuid': base.INSTANCE, 'status': 'completed',
                    'migration_type': 'live-migration',
                    'source_compute': 'cmp1', 'dest_compute': 'cmp2',
                    'created_at': '2026-11-02T11:00:00'}, {'nothing': 1}])
        self.assertEqual(1, self.compare(found).doubtful)

    def test_a_missed_deletion(self):
        self.hear(announced())
        self.compare(answers.Nova([answers.deleted()],
                                  {base.INSTANCE: [answers.created()]}))
        self.assertEqual(moment('12:00:00'),
                         self.books.timeline(base.INSTANCE)[-1].end)

    def test_what_nova_has_forgotten_has_ended(self):
        self.hear(announced())
        self.compare(answers.Nova(hosts=['cmp1']))
        self.assertEqual(moment('10:01:00.000001'),
                         self.books.timeline(base.INSTANCE)[-1].end)

    def test_a_nova_that_has_forgotten_nearly_all_is_not_believed(self):
        ids = [str(uuid.UUID(int=number)) for number in range(101)]
        self.hear(*map(announced, ids))
        with self.assertLogs('billing_listener.reconcile.rounds', 'ERROR'):
            self.compare(answers.Nova(hosts=['cmp1']))
        self.assertIsNone(self.books.timeline(ids[0])[-1].end)

    def test_what_is_another_novas_goes_on(self):
        self.hear(announced())
        found = answers.Nova(hosts=['elsewhere'])
        self.assertEqual(0, self.compare(found).doubtful)
        self.assertIsNone(self.books.timeline(base.INSTANCE)[-1].end)

    def test_what_a_cell_that_is_down_has_goes_on(self):
        self.hear(announced())
        result = self.compare(answers.Nova([{
            'id': base.INSTANCE, 'status': 'UNKNOWN', 'links': [],
            'tenant_id': base.PROJECT, 'created': '2026-11-02T10:00:00Z'}]))
        self.assertEqual((0, 1), (result.doubtful, result.unreadable))
        self.assertIsNone(self.books.timeline(base.INSTANCE)[-1].end)

    def test_an_answer_that_fails_loses_nothing_else(self):
        ids = [str(uuid.UUID(int=number)) for number in range(4)]
        found = answers.Nova(
            [{}, {'id': {}}, *(answers.server(each) for each in ids)],
            {ids[0]: nova.BadAnswer(reason='HTTP 500'),
             ids[1]: [{'action': 'create'}],
             ids[2]: [answers.created()], ids[3]: [answers.created()]})
        with self.assertLogs('billing_listener.reconcile.rounds') as logs:
            result = self.compare(found)
        self.assertEqual((2, 4), (result.healed, result.unreadable))
        self.assertEqual(4, sum('left out' in line for line in logs.output))

    def test_nova_away_in_the_middle(self):
        with self.assertRaises(nova.NovaAway):
            self.compare(answers.AwayNova())

    def test_what_was_healed_is_shown(self):
        self.compare(answers.Nova(
            [answers.server()], {base.INSTANCE: [answers.created()]}))
        found = list(self.books.reconciliation.healed(base.INSTANCE))
        self.assertEqual(
            [('reconcile.created', 'created'),
             ('reconcile.launched', found[1].source)],
            [(each.event.event_type, each.source) for each in found])
        self.assertIn('compute__do_build_and_run_instance', found[1].source)
        self.assertEqual({self.now}, {each.healed_at for each in found})
        self.assertEqual([], list(self.books.reconciliation.healed('other')))

    def test_timelines_are_still_what_their_facts_give(self):
        self.compare(answers.Nova(
            [answers.deleted()], {base.INSTANCE: [answers.created()]}))
        self.books.deriver.derive_all()
        self.assertEqual([], list(self.books.deriver.verify()))

    def test_single_servers(self):
        found = answers.Nova(actions={base.INSTANCE: [answers.created()]})
        found.unlisted[base.INSTANCE] = answers.server()
        self.reconciler = rounds.Reconciler(found, self.books, OPTIONS,
                                            self.stopping)
        self.assertEqual(1, self.reconciler.compare_some(
            [base.INSTANCE, 'never-was']).healed)

    def test_it_ends_early_when_told_to(self):
        self.stopping.set()
        self.assertEqual(0, self.compare(answers.Nova(
            [answers.server()], {base.INSTANCE: [answers.created()]})).facts)

    def test_later_rounds_look_at_what_changed_since(self):
        found = answers.Nova()
        asked = []
        found.servers = lambda **filters: asked.append(filters) or iter(())
        self.compare(found)
        self.now += datetime.timedelta(hours=1)
        self.compare(found, self.reconciler)
        first, second = (times.parse(each['changes-since']) for each in asked
                         if 'changes-since' in each)
        self.assertEqual(datetime.timedelta(seconds=10 ** 7),
                         self.now - base.HOUR - first)
        self.assertEqual(datetime.timedelta(seconds=121),
                         self.now - base.HOUR - second)
