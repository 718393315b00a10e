# SPDX-License-Identifier: Apache-2.0
"""Neither order, nor repetition, nor delay, nor format changes a bill."""

import datetime
import decimal
import random
import tempfile
import unittest

import hypothesis
from hypothesis import strategies as st

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger import times
from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from billing_ledger.facts.instance_event import InstanceEvent
from billing_ledger.rating.price import NewPrice
from billing_ledger.timeline.build import build_timeline
from tests.recordings import files

START = times.parse('2026-11-22T00:00:00')
NOW = START + datetime.timedelta(days=1)
ALL = [message for name in files.NAMES for message in files.messages(name)]
UNVERSIONED = 'compute.instance.'

few = hypothesis.settings(max_examples=15, deadline=None)
many = hypothesis.settings(max_examples=100, deadline=None)


def events_of(messages):
    """Return InstanceEvents by instance, as a listener would read them."""
    found = {}
    for message in messages:
        event = nova.read_instance_event(envelope.open_envelope(message))
        if event is not None:
            found.setdefault(event.instance_id, []).append(event)
    return found


def timelines_of(messages):
    return {key: build_timeline(events)
            for key, events in events_of(messages).items()}


def charges_of(batches, folder):
    """Record batches in a fresh database and return every charge."""
    conf = configuration.new_conf()
    conf.set_override('connection', f'sqlite:///{folder}/billing.sqlite',
                      group='database')
    books = ledger.Ledger(conf, now=lambda: NOW)
    books.upgrade_schema()
    for meter in ledger.METERS.values():
        books.prices.create(
            NewPrice(meter.name, decimal.Decimal('0.0317'),
                     meter.pricing_unit, 'EUR', START), allow_past=True)
    for batch in batches:
        books.record(batch)
    sheet = books.charges(ledger.Query(START, NOW))
    rows = [row._replace(price_id=None) for row in sheet.rows]
    return rows, sheet.totals


@st.composite
def subsets(draw):
    """Return some recordings' messages, with some of them left out."""
    names = draw(st.sets(st.sampled_from(files.NAMES), min_size=1,
                         max_size=4))
    chosen = [message for name in sorted(names)
              for message in files.messages(name)]
    share = draw(st.sampled_from((0.05, 0.3, 0.9, 1)))
    chance = random.Random(draw(st.integers()))
    return [message for message in chosen if chance.random() < share]


def moments(most_seconds):
    """Return whole seconds close together, so that they collide."""
    return st.integers(0, most_seconds).map(
        lambda seconds: START + datetime.timedelta(seconds=seconds))


STATES = ('building', 'active', 'stopped', 'resized', 'error', 'soft-delete',
          'shelved', 'shelved_offloaded', 'deleted')
TASKS = (None, 'spawning', 'migrating', 'resize_finish', 'deleting')
TYPES = ('instance.update', 'instance.exists', 'instance.delete.end',
         'instance.live_migration_post.end', 'instance.create.end',
         'reconcile.launched', 'reconcile.deleted', 'reconcile.host.assumed')
# What no Nova sends, but anybody on the bus can.
any_event = st.builds(
    InstanceEvent, message_id=st.uuids().map(str),
    event_type=st.sampled_from(TYPES), versioned=st.booleans(),
    generated_at=st.builds(
        lambda moment, us: moment + datetime.timedelta(microseconds=us),
        moments(5), st.sampled_from((0, 1, 2, 500_000, 999_999))),
    instance_id=st.just('server'), project_id=st.just('project'),
    user_id=st.just('user'), display_name=st.just('name'),
    host=st.sampled_from((None, 'cmp1', 'cmp2')),
    availability_zone=st.none(), flavor=st.sampled_from(('small', 'large')),
    vcpus=st.just(1), memory_mb=st.just(1), disk_gb=st.just(1),
    image_id=st.none(), state=st.sampled_from(STATES),
    task_state=st.sampled_from(TASKS), old_state=st.none(),
    created_at=moments(5), launched_at=st.none() | moments(5),
    terminated_at=st.none() | moments(5), deleted_at=st.none() | moments(5))


class TestTimelines(unittest.TestCase):

    @hypothesis.settings(max_examples=500, deadline=None)
    @hypothesis.given(st.lists(any_event, max_size=9))
    def test_whatever_is_sent_leaves_no_gap_and_no_overlap(self, events):
        segments = build_timeline(events)
        for segment in segments[:-1]:
            self.assertLess(segment.start, segment.end)
        for first, second in zip(segments, segments[1:], strict=False):
            self.assertEqual(first.end, second.start)
            self.assertFalse(first.is_like(second))
        for last in segments[-1:]:
            self.assertTrue(last.end is None or last.start < last.end)
        self.assertEqual(segments, build_timeline(events[::-1] * 2))

    @many
    @hypothesis.given(subsets(), st.randoms(use_true_random=False))
    def test_any_order_and_any_repetition(self, messages, chance):
        shuffled = messages + chance.choices(messages or [None],
                                             k=len(messages))
        chance.shuffle(shuffled)
        self.assertEqual(timelines_of(messages), timelines_of(shuffled))

    @many
    @hypothesis.given(subsets())
    def test_whatever_is_lost_leaves_no_gap_and_no_overlap(self, messages):
        for segments in timelines_of(messages).values():
            for first, second in zip(segments, segments[1:], strict=False):
                self.assertLess(first.start, first.end)
                self.assertEqual(first.end, second.start)
            for last in segments[-1:]:
                self.assertTrue(last.end is None or last.start < last.end)

    def test_what_either_format_adds_to_the_other_changes_nothing(self):
        both = timelines_of(ALL)
        versioned = timelines_of(
            message for message in ALL
            if not message['event_type'].startswith(UNVERSIONED))
        self.assertEqual(both, versioned)


class TestCharges(unittest.TestCase):

    @few
    @hypothesis.given(subsets(), st.randoms(use_true_random=False),
                      st.integers(1, 400))
    def test_any_order_repetition_and_batches(self, messages, chance, size):
        shuffled = messages * 2
        chance.shuffle(shuffled)
        batches = [shuffled[first:first + size]
                   for first in range(0, len(shuffled), size)]
        with tempfile.TemporaryDirectory() as one, \
                tempfile.TemporaryDirectory() as other:
            self.assertEqual(charges_of([messages], one),
                             charges_of(batches, other))

    def test_one_format_or_both(self):
        sheets = []
        for chosen in (
                ALL,
                [message for message in ALL
                 if message['event_type'].startswith(UNVERSIONED)],
                [message for message in ALL
                 if not message['event_type'].startswith(UNVERSIONED)]):
            with tempfile.TemporaryDirectory() as folder:
                sheets.append(charges_of([chosen], folder))
        self.assertEqual(sheets[0], sheets[1])
        self.assertEqual(sheets[0], sheets[2])
