# SPDX-License-Identifier: Apache-2.0
"""Recorded servers, reconciled with Nova's own records of them."""

import collections
import random
import typing
import unittest

from billing_ledger.timeline.build import build_timeline
from billing_listener.reconcile import compare
from billing_listener.reconcile import flavors
from tests.recordings import files
from tests.recordings import nova_api
from tests.recordings import nova_tables
from tests.recordings.nova_tables import without_repetition
from tests.recordings.test_truth import SECOND_US
from tests.recordings.test_truth import vcpu_us

SEED = 20261122
# What happened in the same second is kept in order by microseconds.
ORDER_US = 10


class Case(typing.NamedTuple):
    """One server of one recording, with what is heard of it."""

    recording: str
    server_id: str
    form: str
    server: object
    history: object
    moves: list
    events: list

    def heal(self, events, numbers=None):
        return [each.event for each in compare.heal(
            self.server, self.history, events, self.moves, numbers)]


def cases():
    for name in files.NAMES:
        for server_id, events in files.events(name).items():
            known = nova_api.known(name, server_id)
            if known is None:
                continue
            for form, chosen in (
                    ('both', events),
                    ('versioned', [e for e in events if e.versioned]),
                    ('unversioned', [e for e in events if not e.versioned])):
                yield Case(name, server_id, form, *known,
                           nova_api.moves(name, server_id), list(chosen))


def way(segments):
    """Return hosts and flavors of a guest, in order."""
    return without_repetition((each.host, each.flavor) for each in segments
                              if each.launched)


class TestReconcile(unittest.TestCase):

    def check(self, test):
        found = list(cases())
        self.assertGreater(len(found), 100)
        for case in found:
            with self.subTest(recording=case.recording, form=case.form,
                              server=case.server_id):
                test(case)

    def test_nothing_is_healed_where_nothing_was_missing(self):
        self.check(lambda case: self.assertEqual([], case.heal(case.events)))

    def test_all_that_the_records_tell_changes_nothing(self):
        """As when notifications come late, after Nova was asked."""
        self.check(self._check_records)

    def _check_records(self, case):
        slots = flavors.by_slot(case.server, case.history, case.events,
                                case.moves, {})
        told = [each.event for each in compare.tell(case.server, case.history,
                                                    slots)]
        self.assertTrue(told)
        self.assertEqual(build_timeline(case.events),
                         build_timeline([*told, *case.events]))

    def test_lost_notifications(self):
        chance = random.Random(SEED)
        for share in (0.3, 0.5):
            self.check(lambda case, share=share: self._check_healed(
                case, [event for event in case.events
                       if chance.random() > share]))

    def _check_healed(self, case, heard):
        healed = [*heard, *case.heal(heard)]
        segments = build_timeline(healed)
        whole = build_timeline(case.events)
        self.assertEqual((whole[0].start, whole[-1].end),
                         (segments[0].start, segments[-1].end))
        self.assertEqual([], case.heal(healed), 'healed a second time')
        if flavors.UNKNOWN.name in {each.flavor for each in segments}:
            self.assertLess(vcpu_us(segments), vcpu_us(whole))
            return
        self.assertEqual(way(whole), way(segments))
        self._check_vcpu_seconds(case, segments)

    def _check_vcpu_seconds(self, case, segments):
        expected = nova_tables.expected_vcpu_seconds(case.recording,
                                                     case.server_id)
        if expected is not None:
            self.assertLessEqual(
                abs(vcpu_us(segments) - expected * SECOND_US),
                SECOND_US + ORDER_US)

    def test_servers_that_nobody_has_heard_of(self):
        learned = self._learn()
        self.check(lambda case: self._check_unheard(case, learned))

    def _learn(self):
        """Return the flavors by number, as other servers would teach."""
        learned = collections.defaultdict(dict)
        for case in cases():
            names = without_repetition(
                compare.flavors.Flavor(each.flavor, each.vcpus,
                                       each.memory_mb, each.disk_gb)
                for each in build_timeline(case.events) if each.launched)
            numbers = []
            for move in case.moves:
                if move.kind == 'resize':
                    numbers += [move.old_flavor, move.new_flavor]
                    if move.status == 'reverted':
                        numbers.append(move.old_flavor)
            learned[case.recording].update(
                zip(without_repetition(numbers), names, strict=False))
        return learned

    def _check_unheard(self, case, learned):
        whole = build_timeline(case.events)
        segments = build_timeline(case.heal([], learned[case.recording]))
        self.assertEqual((whole[0].start, whole[-1].end),
                         (segments[0].start, segments[-1].end))
        self.assertEqual(way(whole), way(segments))
        self._check_vcpu_seconds(case, segments)
        self.assertEqual({'created_at', 'reconciled'} if len(segments) > 1
                         else {'created_at'},
                         {each.evidence for each in segments})
