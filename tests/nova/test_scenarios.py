# SPDX-License-Identifier: Apache-2.0
"""Timelines of what the recordings do not have, held against Nova's tables.

Every notification is heard here. All scenarios are played once, at the same
time; each test looks at one.
"""

import concurrent.futures
import typing

from billing_ledger.timeline.build import build_timeline
from billing_listener.reconcile import compare
from billing_listener.reconcile import history
from billing_listener.reconcile import nova
from billing_listener.reconcile import records
from tests.functional.listener.process import wait_for
from tests.nova import base
from tests.nova import notifications
from tests.nova import servers
from tests.nova import tables

_DEAD = 'cmp3'
_HERE = 'cmp1'
_THERE = 'cmp2'


class Played(typing.NamedTuple):
    """What the scenarios left: ids of servers by name, InstanceEvents."""

    ids: dict
    events: list


def play(cloud):
    """Play all scenarios; return the Played."""
    with notifications.Passage(cloud.bus_url) as passage:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda play: play(cloud), SCENARIOS))
        ids = {name: server_id for each in found
               for name, server_id in each.items()}
        for server_id in ids.values():
            wait_for_end(cloud, passage, server_id)
    return Played(ids, base.events(passage.messages))


def wait_for_end(cloud, passage, server_id):
    """Wait until a server's deletion was announced, if it ever was there."""
    life = tables.read(cloud, server_id)
    if life is not None and life.deleted_at:
        wait_for(lambda: any(
            message['event_type'] == 'instance.delete.end'
            and notifications.subject(message) == server_id
            for message in list(passage.messages)), 30)


def evacuation(cloud):
    """The host dies; two servers are evacuated, one is deleted meanwhile."""
    first, stopped, last = [
        servers.Server(cloud, f'evacuated-{number}', host=_DEAD)
        for number in range(3)]
    stopped.stop()
    cloud.kill_compute(_DEAD)
    servers.force_down(cloud, _DEAD)
    first.act('evacuate', {}, microversion='2.94', as_admin=True)
    stopped.act('evacuate', {'host': _HERE}, as_admin=True)
    for server, status in ((first, 'ACTIVE'), (stopped, 'SHUTOFF')):
        wait_for(lambda server=server: server.host != _DEAD, 60)
        server.wait_for(status)
    last.delete()
    # The host comes back, and no longer offloads what it shelves.
    cloud.start_compute(_DEAD, shelved_offload_time=-1)
    servers.force_down(cloud, _DEAD, down=False)
    cloud.wait_for_compute(_DEAD)
    stopped.start()
    for server in (first, stopped):
        server.delete()
    return {'evacuated': first.id, 'evacuated-stopped': stopped.id,
            'deleted-on-dead-host': last.id} | kept_shelved(cloud)


def kept_shelved(cloud):
    """What is shelved keeps its host until it is offloaded."""
    server = servers.Server(cloud, 'kept-shelved', host=_DEAD)
    server.shelve()
    servers.apart()
    server.offload()
    servers.apart()
    server.unshelve()
    servers.apart()
    server.delete()
    other = servers.Server(cloud, 'unshelved', host=_DEAD)
    other.shelve()
    servers.apart()
    other.unshelve().delete()
    return {'kept-shelved': server.id, 'unshelved': other.id}


def halting(cloud):
    """The guest halts by itself; Nova finds out and stops the server."""
    server = servers.Server(cloud, 'halting', host=_HERE)
    cloud.halt_guest(_HERE, server.id)
    server.wait_for('SHUTOFF')
    server.start().delete()
    return {'halting': server.id}


def interfaces(cloud):
    server = servers.Server(cloud, 'interfaces')
    server.attach_and_detach().delete()
    return {'interfaces': server.id}


def deleted_at_once(cloud):
    """The first may not have reached a cell, the later ones are building."""
    ids = {}
    for number in range(5):
        server = servers.Server(cloud, f'at-once-{number}', wait=False)
        servers.apart(0.15 * number ** 2)
        server.delete()
        ids[f'at-once-{number}'] = server.id
    return ids


def failing_migrations(cloud):
    """A live migration fails in each phase, and one is aborted."""
    ids = {}
    for phase, statuses in (('check', ('error', 'failed')),
                            ('pre', ('error', 'failed')),
                            ('run', ('error', 'failed'))):
        server = servers.Server(cloud, f'fails-{phase}', host=_HERE,
                                metadata={'test_migration_fails': phase})
        server.begin_live_migration(_THERE)
        server.wait_for_migration(*statuses).wait_for('ACTIVE')
        server.delete()
        ids[f'fails-{phase}'] = server.id
    server = servers.Server(cloud, 'fails-post', host=_HERE,
                            metadata={'test_migration_fails': 'post'})
    server.begin_live_migration(_THERE).wait_for('ERROR', 'ACTIVE',
                                                 host=_THERE)
    server.delete()
    ids['fails-post'] = server.id
    return ids


def aborted_migration(cloud):
    server = servers.Server(cloud, 'aborted', host=_HERE,
                            metadata={'test_migration_seconds': '60'})
    server.begin_live_migration(_THERE).abort_live_migration()
    server.request(test_migration_seconds='1').live_migrate(_THERE).delete()
    return {'aborted': server.id}


SCENARIOS = (evacuation, failing_migrations, halting, deleted_at_once,
             aborted_migration, interfaces)


class TestScenarios(base.CloudTestCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.played = play(cls.cloud)

    def segments(self, name):
        """Return the timeline of a server, checked in every way."""
        server_id = self.played.ids[name]
        facts = [event for event in self.played.events
                 if event.instance_id == server_id]
        segments = build_timeline(facts)
        self.check(server_id, segments)
        for versioned in (True, False):
            alone = build_timeline(event for event in facts
                                   if event.versioned is versioned)
            self.check(server_id, alone)
            self.assertEqual(base.conditions(segments),
                             base.conditions(alone))
        self.check_nothing_to_heal(server_id, facts)
        return segments

    def check_nothing_to_heal(self, server_id, facts):
        """Nova's records tell nothing that the notifications did not."""
        client = nova.Nova(self.read_conf(self.options()))
        data = client.find(server_id)
        if data is None:         # it has never reached a cell
            return
        server = records.read_server(data)
        dones = records.read_actions(
            client.actions(server_id, history.ACTIONS))
        self.assertEqual([], [each.event.event_type for each in compare.heal(
            server, history.read_history(server, dones), facts)])

    def assert_conditions(self, name, *expected):
        self.assertEqual(list(expected), base.conditions(self.segments(name)))

    def test_evacuated_from_a_dead_host(self):
        segments = self.segments('evacuated')
        self.assertEqual([(_DEAD, 'active')], base.conditions(segments)[:1])
        self.assertEqual('active', segments[-1].state)
        self.assertNotEqual(_DEAD, segments[-1].host)

    def test_evacuated_while_stopped(self):
        found = base.conditions(self.segments('evacuated-stopped'))
        self.assertEqual([(_DEAD, 'active'), (_DEAD, 'stopped')], found[:2])
        self.assertEqual([(_HERE, 'stopped'), (_HERE, 'active')], found[-2:])

    def test_deleted_while_its_host_was_dead(self):
        self.assert_conditions('deleted-on-dead-host', (_DEAD, 'active'))

    def test_a_guest_that_halts_by_itself(self):
        self.assert_conditions('halting', (_HERE, 'active'),
                               (_HERE, 'stopped'), (_HERE, 'active'))

    def test_interfaces_change_nothing(self):
        self.assertEqual(1, len(base.conditions(self.segments('interfaces'))))

    def test_deleted_at_once(self):
        for name in self.played.ids:
            if name.startswith('at-once'):
                with self.subTest(server=name):
                    self.segments(name)

    def test_migrations_that_fail_leave_the_server_where_it_was(self):
        for phase in ('check', 'pre', 'run'):
            with self.subTest(phase=phase):
                self.assert_conditions(f'fails-{phase}', (_HERE, 'active'))

    def test_a_migration_that_fails_at_the_end_is_billed_there(self):
        segments = self.segments('fails-post')
        self.assertEqual([(_HERE, 'active'), (_THERE, 'error')],
                         base.conditions(segments))

    def test_an_aborted_migration(self):
        self.assert_conditions('aborted', (_HERE, 'active'),
                               (_THERE, 'active'))

    def test_shelved_without_being_offloaded(self):
        self.assert_conditions(
            'kept-shelved', (_DEAD, 'active'), (_DEAD, 'shelved'),
            (_DEAD, 'shelved_offloaded'), (None, 'shelved_offloaded'),
            *base.conditions(self.segments('kept-shelved'))[4:])
        self.assertEqual('active', self.segments('kept-shelved')[-1].state)

    def test_unshelved_before_it_was_offloaded(self):
        self.assert_conditions('unshelved', (_DEAD, 'active'),
                               (_DEAD, 'shelved'), (_DEAD, 'active'))

