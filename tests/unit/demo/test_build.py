# SPDX-License-Identifier: Apache-2.0
"""The demo's month: moved whole, kept in order, nothing of the future."""

import datetime
import functools
import json
import unittest

from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from billing_ledger.timeline import build as timeline
from tools.demo import build
from tools.demo import cast
from tools.demo import recordings

PEOPLE = {
    'projects': {name: digit * 32 for name, digit in
                 (('demo', 'd'), ('research', 'e'), ('infra', 'f'))},
    'users': {'demo': 'a' * 32, 'admin': 'b' * 32},
}
# one of many nights is enough
PARTS = cast.SHOP + cast.RESEARCH[:5] + cast.INFRA
NOW = datetime.datetime(2027, 2, 24, 13, 7, tzinfo=datetime.UTC)


@functools.cache
def month(now=NOW, parts=PARTS, seed='demo'):
    """Return [(time, message)] of the demo."""
    return decoded(build.lines(build.RECORDINGS, parts, PEOPLE, now, seed))


def decoded(lines):
    """Return [(time, message)] of some lines."""
    return [(moment, json.loads(json.loads(json.loads(line)['body'])
                                ['oslo.message']))
            for moment, line in lines]


def part(name):
    """Return the part of that name."""
    return next(part for part in cast.PARTS if part.name == name)


class MonthTest(unittest.TestCase):
    def test_every_message_lies_between_the_first_and_now(self):
        first = NOW.replace(day=1, hour=0, minute=0)
        for moment, message in month():
            self.assertLess(first, moment)
            self.assertLessEqual(moment, NOW)
            self.assertEqual(f'{moment:%Y-%m-%d %H:%M:%S.%f}',
                             message['timestamp'])

    def test_no_time_of_the_recordings_is_left(self):
        for _, message in month():
            self.assertNotIn('2026-11-22', json.dumps(message['payload']))

    def test_nothing_in_a_message_is_later_than_the_message(self):
        for moment, message in month():
            payload = message['payload']
            fields = payload.get('nova_object.data', payload)
            for key in ('created_at', 'launched_at', 'deleted_at',
                        'terminated_at', 'updated_at'):
                if fields.get(key):
                    found = datetime.datetime.fromisoformat(fields[key])
                    found = found.replace(tzinfo=datetime.UTC)
                    self.assertLessEqual(
                        found, moment + datetime.timedelta(seconds=1), key)

    def test_ids_of_messages_are_unique(self):
        for key in ('message_id', '_unique_id'):
            ids = [message[key] for _, message in month()]
            self.assertEqual(len(ids), len(set(ids)))

    def test_a_later_run_goes_on_where_an_earlier_one_ended(self):
        earlier = month(NOW - datetime.timedelta(days=3))
        self.assertEqual(earlier, month()[:len(earlier)])
        self.assertGreater(len(month()), len(earlier))

    def test_another_seed_gives_another_month(self):
        parts = (part('web-1'),)
        self.assertEqual(month(NOW, parts), month(NOW, parts, 'demo'))
        self.assertNotEqual(month(NOW, parts), month(NOW, parts, 'other'))

    def test_it_works_in_the_first_minutes_of_a_month(self):
        start = NOW.replace(day=1, hour=0, minute=0)
        self.assertEqual([], month(start))
        ten_past = month(start + datetime.timedelta(minutes=10))
        self.assertGreater(len(ten_past), 50)

    def test_servers_belong_to_the_projects_of_the_demo(self):
        owners = {}
        for _, message in month():
            payload = message['payload']
            fields = payload.get('nova_object.data', payload)
            if 'tenant_id' in fields:
                owners.setdefault(fields['tenant_id'], set()).add(
                    fields['display_name'])
        self.assertEqual(set(PEOPLE['projects'].values()), set(owners))
        self.assertIn('web-1', owners[PEOPLE['projects']['demo']])
        self.assertIn('monitoring', owners[PEOPLE['projects']['infra']])


class LifeTest(unittest.TestCase):
    """A moved life is the recorded one with other gaps."""

    def segments(self, messages):
        events = [nova.read_instance_event(envelope.open_envelope(message))
                  for message in messages]
        return timeline.build_timeline(
            [event for event in events if event is not None])

    def test_moved_lives_have_the_recorded_segments(self):
        for name in ('db-1', 'db-2', 'build-agent', 'old-shop', 'web-3'):
            with self.subTest(name=name):
                self.check_moved(part(name))

    def check_moved(self, moved):
        lives = recordings.read_lives(
            build.RECORDINGS / f'{moved.recording}.jsonl.gz')
        life = lives[moved.server]
        kept = life.operations()[:len(moved.days)]
        then = self.segments(n.body for n in life.notifications
                             if n.operation in kept)
        now = self.segments(message for _, message in month(
            datetime.datetime(2027, 2, 28, 23, 59, tzinfo=datetime.UTC),
            (moved,)))
        self.assertGreater(len(then), 1)
        self.assertEqual(
            [(s.host, s.flavor, s.state, s.end is None) for s in then],
            [(s.host, s.flavor, s.state, s.end is None) for s in now])
        self.assertGreater(now[-1].start - now[0].start,
                           datetime.timedelta(days=5))
