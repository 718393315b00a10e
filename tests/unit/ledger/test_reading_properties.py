# SPDX-License-Identifier: Apache-2.0
"""Lost, repeated, late and mixed up readings never change what a life used."""

import datetime
import random
import tempfile
import typing
import unittest

import hypothesis
from hypothesis import strategies as st

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger.metering import meters
from tests.unit.ledger import base
from tests.unit.ledger import guest

HOUR, MINUTE, START = base.HOUR, base.MINUTE, base.START
HOSTS = ('cmp1', 'cmp2')
NOW = START + datetime.timedelta(days=5)
METERS = [meter.name for meter in meters.COUNTED_METERS]
some = hypothesis.settings(max_examples=30, deadline=None)


class Life(typing.NamedTuple):
    """Nova's notifications, an agent's readings run by run, and the sum."""

    notifications: list
    runs: list               # of each run its readings, the last one last
    used: dict


@st.composite
def lives(draw):
    """Return the Life of a guest that moves to and fro between two hosts."""
    chance = random.Random(draw(st.integers()))
    server = base.Server().says().launched()
    used = dict.fromkeys(METERS, 0)
    runs, moment = [], START
    for number in range(draw(st.integers(1, 5))):
        run = guest.Guest(HOSTS[number % 2], moment)
        readings = []
        for _ in range(draw(st.integers(1, 8))):
            moment += datetime.timedelta(
                seconds=chance.choice((1, 60, 1800, 3600, 20_000)))
            grown = {name: chance.randrange(10 ** 9) for name in METERS}
            for name, amount in grown.items():
                used[name] += amount
            run.uses(**{name.replace('.', '_'): amount
                        for name, amount in grown.items()})
            readings.append(run.read(moment))
        readings[-1] = run.ends(moment, chance.random() < 0.5)
        runs.append(readings)
        server.after(moment - server._now).says(
            host=HOSTS[(number + 1) % 2])
    return Life(server.messages, runs, used)


def open_books(folder):
    conf = configuration.new_conf()
    conf.set_override('connection', f'sqlite:///{folder}/billing.sqlite',
                      group='database')
    books = ledger.Ledger(conf, now=lambda: NOW)
    books.upgrade_schema()
    return books


def used(books, start=START, end=NOW, group_by=('meter',)):
    """Return the used quantities by meter, and those of each row."""
    rows = [row for row in books.usage(
        ledger.Query(start, end, group_by=group_by)).rows
        if row.meter in METERS]
    sums = dict.fromkeys(METERS, 0)
    for row in rows:
        sums[row.meter] += int(row.quantity)
    return sums, [row.quantity for row in rows]


class TestLives(unittest.TestCase):

    def books(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return open_books(folder.name)

    def deliver(self, life, readings, batch_size):
        """Return books that got some readings, in batches."""
        books = self.books()
        messages = [guest.message(*readings[first:first + batch_size])
                    for first in range(0, len(readings), batch_size)]
        books.record(messages[:len(messages) // 2] + life.notifications)
        books.record(messages[len(messages) // 2:])
        self.assertEqual(0, books.quarantined())
        return books

    @some
    @hypothesis.given(lives(), st.randoms(use_true_random=False),
                      st.integers(1, 20), st.sampled_from((0, 0.3, 0.9, 1)))
    def test_lost_repeated_and_mixed_up(self, life, chance, size, kept):
        readings = [reading for run in life.runs for reading in run[:-1]
                    if chance.random() < kept]
        readings += chance.choices(readings or [life.runs[0][-1]], k=5)
        readings += [run[-1] for run in life.runs]
        chance.shuffle(readings)
        books = self.deliver(life, readings, size)
        self.assertEqual(life.used, used(books)[0])

    @some
    @hypothesis.given(lives(), st.randoms(use_true_random=False))
    def test_periods_add_up_and_none_is_negative(self, life, chance):
        readings = [reading for run in life.runs for reading in run]
        chance.shuffle(readings)
        books = self.deliver(life, readings, 7)
        cuts = sorted(START + (NOW - START) * chance.random()
                      for _ in range(6))
        sums = dict.fromkeys(METERS, 0)
        for start, end in zip([START, *cuts], [*cuts, NOW], strict=True):
            found, rows = used(books, start, end)
            self.assertTrue(all(quantity >= 0 for quantity in rows))
            for name, quantity in found.items():
                sums[name] += quantity
        self.assertEqual(life.used, sums)
        by_day, rows = used(books, group_by=('meter', 'day'))
        self.assertEqual(life.used, by_day)
        self.assertTrue(all(quantity >= 0 for quantity in rows))

    @some
    @hypothesis.given(lives(), st.randoms(use_true_random=False))
    def test_any_order_gives_the_same_hours(self, life, chance):
        readings = [reading for run in life.runs for reading in run]
        in_order = self.deliver(life, readings, 50)
        chance.shuffle(readings)
        mixed = self.deliver(life, readings, 3)
        for _ in range(4):
            start = START + (NOW - START) * chance.random()
            self.assertEqual(used(in_order, start), used(mixed, start))
