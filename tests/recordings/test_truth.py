# SPDX-License-Identifier: Apache-2.0
"""Timelines of recorded notifications, held against what really happened.

What happened is what Nova's API showed while it was polled, and what Nova's
own tables (instances, migrations, instance actions) say at the end.
"""

import collections
import datetime
import functools
import itertools
import typing
import unittest

from billing_ledger import times
from billing_ledger.metering import usage as metering
from billing_ledger.metering.holding import holdings
from billing_ledger.timeline.build import build_timeline
from tests.recordings import files
from tests.recordings import nova_tables
from tests.recordings.nova_tables import without_repetition

# The API was polled by a loaded machine, and answers after the database.
POLLING = datetime.timedelta(seconds=2)
# What Nova keeps no time of counts from the whole second before it.
CUT_OFF = datetime.timedelta(seconds=1)
SECOND_US = 10 ** 6


def is_subsequence(part, whole):
    rest = iter(whole)
    return all(each in rest for each in part)


@functools.cache
def observations(name):
    """Return (moment, server) pairs by server id, of settled servers."""
    found = collections.defaultdict(list)
    for row in files.truth(name):
        server = row.get('server')
        if row.get('phase') != 'observe' or not server:
            continue
        if (server['OS-EXT-STS:task_state'] is None
                and server['OS-EXT-STS:vm_state'] != 'deleted'):
            found[row['server_id']].append((times.parse(row['iso']), server))
    return found


def condition(server):
    return (server['OS-EXT-SRV-ATTR:host'],
            server['flavor']['original_name'],
            server['OS-EXT-STS:vm_state'])


class Case(typing.NamedTuple):
    """One server of one recording, from one format or both."""

    recording: str
    server_id: str
    form: str
    segments: list


@functools.cache
def cases():
    return [Case(name, server_id, form, build_timeline(chosen))
            for name in files.NAMES
            for server_id, events in files.events(name).items()
            for form, chosen in (
                ('both', events),
                ('versioned', [e for e in events if e.versioned]),
                ('unversioned', [e for e in events if not e.versioned]))]


class TestRecordings(unittest.TestCase):
    """Every test runs over all recordings, in each format and in both."""

    def check(self, test):
        for case in cases():
            with self.subTest(recording=case.recording, form=case.form,
                              server=case.server_id):
                test(case)

    def test_there_are_recordings(self):
        self.assertGreaterEqual(len(files.NAMES), 16)

    def test_no_gap_and_no_overlap(self):
        self.check(self._check_gaps)

    def _check_gaps(self, case):
        for first, second in itertools.pairwise(case.segments):
            self.assertLess(first.start, first.end)
            self.assertEqual(first.end, second.start)
            self.assertFalse(first.is_like(second))

    def test_hosts_flavors_and_states_in_order(self):
        self.check(self._check_order)

    def _check_order(self, case):
        observed = without_repetition(
            condition(server) for _, server in observed_of(case))
        derived = without_repetition(
            (each.host, each.flavor, each.state) for each in case.segments)
        self.assertTrue(is_subsequence(observed, derived),
                        f'{observed}\n{derived}')

    def test_no_host_and_no_flavor_that_never_was(self):
        self.check(self._check_only_shown)

    def _check_only_shown(self, case):
        for index, attribute in ((0, 'host'), (1, 'flavor')):
            shown = without_repetition(
                value for value in (condition(server)[index] for _, server
                                    in observed_of(case)) if value)
            derived = without_repetition(
                value for value in (getattr(each, attribute)
                                    for each in case.segments) if value)
            if shown:        # a server may have been gone before
                self.assertEqual(shown, derived)

    def test_each_observation_at_its_time(self):
        self.check(self._check_times)

    def _check_times(self, case):
        for moment, server in observed_of(case):
            self.assertTrue(any(
                (each.host, each.flavor, each.state) == condition(server)
                and each.start <= moment + POLLING
                and (each.end is None
                     or each.end >= moment - POLLING - CUT_OFF)
                for each in case.segments), (moment, condition(server)))

    def test_life_span_is_that_of_novas_table(self):
        self.check(self._check_life_span)

    def _check_life_span(self, case):
        row = instance_row(case)
        if row is not None:
            self.assertEqual(times.parse(row['created_at']),
                             case.segments[0].start)
            self.assertEqual(row['terminated_at'] and
                             times.parse(row['terminated_at']),
                             case.segments[-1].end)

    def test_allocated_vcpu_seconds_are_those_of_novas_tables(self):
        self.check(self._check_vcpu_seconds)

    def _check_vcpu_seconds(self, case):
        expected = nova_tables.expected_vcpu_seconds(case.recording,
                                                     case.server_id)
        if expected is None:
            # Its life has not ended, or it never reached a cell.
            self.assertTrue(not case.segments or case.segments[-1].end is None
                            or instance_row(case) is None)
            return
        self.assertLessEqual(
            abs(vcpu_us(case.segments) - expected * SECOND_US), SECOND_US)

    def test_both_formats_bill_what_either_alone_bills(self):
        billed = collections.defaultdict(dict)
        for case in cases():
            billed[case.recording, case.server_id][case.form] = vcpu_us(
                case.segments)
        for server, by_form in billed.items():
            with self.subTest(server=server):
                self.assertEqual(1, len(set(by_form.values())), by_form)

    def test_a_nova_that_announces_no_state_changes_is_billed_alike(self):
        """notify_on_state_change is off by default: then no updates come."""
        for case in cases():
            events = [event for event
                      in files.events(case.recording)[case.server_id]
                      if event.event_type != 'instance.update']
            # An offload is announced before, and at, its end.
            tolerated = 2 * SECOND_US if 'shelve' in case.recording else 0
            with self.subTest(recording=case.recording,
                              server=case.server_id):
                self.assertAlmostEqual(
                    vcpu_us(case.segments), vcpu_us(build_timeline(events)),
                    delta=tolerated)


def observed_of(case):
    return observations(case.recording)[case.server_id]


def instance_row(case):
    return nova_tables.instance_rows(case.recording).get(case.server_id)


def vcpu_us(segments):
    """Return vCPU-microseconds; what is still there counts for a day."""
    if not segments:
        return 0
    end = segments[-1].end or segments[-1].start + datetime.timedelta(days=1)
    held = holdings('server', segments, [(segments[0].start, end)])
    return sum(quantity for key, quantity in metering.usage(held).items()
               if key.meter == 'vcpu.allocated')
