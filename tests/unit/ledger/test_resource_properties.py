# SPDX-License-Identifier: Apache-2.0
"""Neither order, nor repetition, nor delay changes what a volume costs."""

import datetime
import random
import tempfile
import unittest

import hypothesis
from hypothesis import strategies as st

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger import times
from billing_ledger.db import resource_holdings as stored
from billing_ledger.facts.resource_event import ResourceEvent
from billing_ledger.metering import resources
from billing_ledger.metering.holding import intervals_between
from billing_ledger.timeline.resource_build import build_resource_timeline
from tests.unit.ledger import base
from tests.unit.ledger import services
from tests.unit.ledger.test_resource_timeline import events_of

START = times.parse('2026-11-22T00:00:00')
NOW = START + datetime.timedelta(days=1)

few = hypothesis.settings(max_examples=10, deadline=None)
many = hypothesis.settings(max_examples=100, deadline=None)


def moments(most_seconds):
    """Return whole seconds close together, so that they collide."""
    return st.integers(0, most_seconds).map(
        lambda seconds: START + datetime.timedelta(seconds=seconds))


# What no service sends, but anybody on the bus can.
any_event = st.builds(
    ResourceEvent, message_id=st.uuids().map(str),
    event_type=st.sampled_from(('volume.update.end', 'volume.exists')),
    generated_at=st.builds(
        lambda moment, us: moment + datetime.timedelta(microseconds=us),
        moments(1500), st.sampled_from((0, 1, 999_999))),
    kind=st.just('volume'), resource_id=st.just('volume'),
    project_id=st.sampled_from(('', 'project', 'other')),
    user_id=st.sampled_from((None, 'alice', 'bob')),
    display_name=st.just('name'), state=st.sampled_from(('a', 'b')),
    size=st.none() | st.integers(0, 2), volume_type=st.none(),
    availability_zone=st.none(), held=st.booleans(),
    created_at=st.none() | moments(1500),
    launched_at=st.none() | moments(1500),
    deleted_at=st.none() | moments(1500),
    ending=st.sampled_from((None, None, None, 'announced', 'found_gone')))

CHANGES = {
    'extended': lambda volume, chance: volume.extended(chance.randint(1, 99)),
    'retyped': lambda volume, chance: volume.retyped(
        chance.choice((services.SSD, services.HDD))),
    'transferred': lambda volume, chance: volume.transferred(
        chance.choice((base.PROJECT, base.OTHER_PROJECT)), 'bob'),
    'audited': lambda volume, chance: volume.audited(),
    'gone': lambda volume, chance: volume.audited(status='deleted'),
    'deleted': lambda volume, chance: volume.deleted(),
}


def life_of_a_volume(number, chance):
    """Return the messages of an imaginary volume's life."""
    volume = services.Volume(resource_id=f'volume-{number}', created_at=START)
    volume.after(chance.random() * base.MINUTE).created()
    for name in chance.choices(list(CHANGES), (3, 2, 2, 3, 1, 1), k=6):
        volume.after(chance.random() * 2 * base.HOUR)
        CHANGES[name](volume, chance)
    return volume.messages


def life_of_an_image(number, chance):
    """Return the messages of an imaginary image's life."""
    image = services.Image(resource_id=f'image-{number}', created_at=START)
    image.created().after(chance.random() * base.HOUR).uploaded(
        chance.randint(1, 2 ** 40))
    return image.after(chance.random() * base.HOUR).deleted().messages


@st.composite
def lives(draw):
    """Return messages of some resources, with some of them left out."""
    chance = random.Random(draw(st.integers()))
    messages = [message for number in range(draw(st.integers(1, 4)))
                for life in (life_of_a_volume, life_of_an_image)
                for message in life(number, chance)]
    share = draw(st.sampled_from((0.3, 0.9, 1)))
    return [message for message in messages if chance.random() < share]


def open_books(folder):
    """Return an empty ledger with prices."""
    conf = configuration.new_conf()
    conf.set_override('connection', f'sqlite:///{folder}/billing.sqlite',
                      group='database')
    books = ledger.Ledger(conf, now=lambda: NOW)
    books.upgrade_schema()
    return books


def usage_of(batches, folder):
    """Record batches in a fresh database and return all that was used."""
    books = open_books(folder)
    for batch in batches:
        books.record(batch)
        books.derive(3)
    books.deriver.derive_all()
    assert not list(books.deriver.verify())
    return books.usage(ledger.Query(
        START, NOW, group_by=('resource', 'meter', 'user', 'day'))).rows


def timelines_of(messages):
    found = {}
    for event in events_of(messages):
        found.setdefault((event.kind, event.resource_id), []).append(event)
    return {key: build_resource_timeline(events)
            for key, events in found.items()}


class TestTimelines(unittest.TestCase):

    @hypothesis.settings(max_examples=500, deadline=None)
    @hypothesis.given(st.lists(any_event, max_size=9))
    def test_whatever_is_sent_leaves_no_gap_and_no_overlap(self, events):
        segments = build_resource_timeline(events)
        for segment in segments[:-1]:
            self.assertLess(segment.start, segment.end)
        for first, second in zip(segments, segments[1:], strict=False):
            self.assertEqual(first.end, second.start)
            self.assertFalse(first.is_like(second))
        for last in segments[-1:]:
            self.assertTrue(last.end is None or last.start < last.end)
        self.assertEqual(segments, build_resource_timeline(events[::-1] * 2))

    @many
    @hypothesis.given(lives(), st.randoms(use_true_random=False))
    def test_any_order_and_any_repetition(self, messages, chance):
        shuffled = messages + chance.choices(messages or [None],
                                             k=len(messages))
        chance.shuffle(shuffled)
        self.assertEqual(timelines_of(messages), timelines_of(shuffled))


class TestUsage(unittest.TestCase):

    @few
    @hypothesis.given(lives(), st.randoms(use_true_random=False),
                      st.integers(1, 40))
    def test_any_order_repetition_and_batches(self, messages, chance, size):
        shuffled = messages * 2
        chance.shuffle(shuffled)
        batches = [shuffled[first:first + size]
                   for first in range(0, len(shuffled), size)]
        with tempfile.TemporaryDirectory() as one, \
                tempfile.TemporaryDirectory() as other:
            self.assertEqual(usage_of([messages], one),
                             usage_of(batches, other))

    @few
    @hypothesis.given(lives(), st.lists(moments(20_000), max_size=130))
    def test_the_database_adds_up_what_the_pure_computation_does(
            self, messages, cuts):
        intervals = intervals_between(START, NOW, cuts)
        expected = sorted(
            (holding for (_, resource_id), segments
             in timelines_of(messages).items()
             for holding in resources.resource_holdings(
                 resource_id, segments, intervals)), key=repr)
        with tempfile.TemporaryDirectory() as folder:
            books = open_books(folder)
            books.record(messages)
            books.deriver.derive_all()
            with books.database.reading() as connection:
                found = sorted(stored.between(connection, intervals),
                               key=repr)
        self.assertEqual(expected, found)
