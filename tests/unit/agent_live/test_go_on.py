# SPDX-License-Identifier: Apache-2.0
"""The short way of taking statistics leads where the long one does."""

import unittest
from unittest import mock

from hypothesis import given
from hypothesis import strategies

from billing_listener.agent.run import RunState
from billing_listener.agent.tracker import Event
from billing_listener.agent.tracker import Facts
from billing_listener.agent.tracker import Sample
from billing_listener.agent.tracker import Tracker
from tests.unit.agent_live.samples import INSTANCE
from tests.unit.agent_live.test_restore import stats

_NS = 10 ** 9
_BEGIN = 1_795_000_020 * _NS

_POLLS = strategies.tuples(
    strategies.just('poll'), strategies.integers(-3, 30),
    strategies.sampled_from([(1, 1)] * 8 + [(3, 1), (3, 2), (4, 1), (5, 1)]),
    strategies.sampled_from([()] * 8 + [
        ('cpu.time',), ('balloon.rss',), ('block.0.name',),
        ('block.0.physical',), ('block.0.rd.bytes',)]),
    strategies.sampled_from([('vda',)] * 8 + [('vda', 'vdb'), ('vdb',), ()]))
_EVENTS = strategies.tuples(
    strategies.just('event'), strategies.sampled_from([
        'SUSPENDED_PAUSED', 'RESUMED_UNPAUSED', 'SUSPENDED_MIGRATED',
        'RESUMED_MIGRATED', 'STOPPED_DESTROYED', 'STARTED_BOOTED']))


def follow(steps):
    """Return all that a Tracker says to some steps."""
    tracker = Tracker('cmp1', 'host', 'boot', 0)
    said, number, now_ns = [], 1000, _BEGIN
    for kind, *given_ in steps:
        now_ns += 7 * _NS
        if kind == 'poll':
            more, state, missing, disks = given_
            number += more
            found = stats(number, disks) | dict(zip(
                ('state.state', 'state.reason'), state, strict=True))
            said.append(tracker.poll(now_ns, now_ns + 1, [Sample(
                INSTANCE, 7, {key: value for key, value in found.items()
                              if key not in missing})]))
        else:
            said.append(tracker.event(now_ns, Event(INSTANCE, 7, 'LIFECYCLE',
                                                    *given_)))
        for pair in said[-1].to_meet:
            said.append(tracker.met(*pair, Facts('1/2', _BEGIN, {})))
        said.append(tracker.tick(now_ns + 2))
        said.append(tracker.states(said[-1].changed))
        said.append(tracker.newest())
    return said


class GoOnTest(unittest.TestCase):

    @given(strategies.lists(strategies.one_of(_POLLS, _POLLS, _POLLS, _EVENTS),
                            min_size=3, max_size=40))
    def test_both_ways_say_the_same(self, steps):
        with mock.patch.object(RunState, 'go_on', lambda *_: False):
            expected = follow(steps)
        self.assertEqual(expected, follow(steps))

    def test_the_short_way_is_the_usual_one(self):
        steps = [('poll', 5, (1, 1), (), ('vda',))] * 10
        with mock.patch.object(RunState, 'take', autospec=True,
                               side_effect=RunState.take) as long_way:
            follow(steps)
        self.assertEqual(1, long_way.call_count)
