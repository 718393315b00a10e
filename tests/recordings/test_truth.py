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

# The API was polled by a loaded machine, and answers after the database.
POLLING = datetime.timedelta(seconds=2)
SECOND_US = 10 ** 6

# The event of an instance action whose end is the launch of the guest, and
# the actions that do not change what it is allocated.
# Here servers live on after a delete: reclaim_instance_interval was set.
SOFT = '26_soft_delete'
BUILD = 'compute__do_build_and_run_instance'
BUILT_ONCE = {'create', 'delete', 'stop', 'start', 'pause', 'unpause',
              'suspend', 'resume', 'reboot', 'rebuild', 'rescue', 'unrescue',
              'lock', 'unlock', 'live-migration', 'live_migration_cancel',
              'live_migration_force_complete', 'migrate', 'confirmResize'}


def without_repetition(sequence):
    return [key for key, _ in itertools.groupby(sequence)]


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


@functools.cache
def instance_rows(name):
    """Return the rows of Nova's table `instances` at the end, by id."""
    return {row['server_id']: row['row'] for row in files.truth(name)
            if row.get('op') == 'instance_row'}


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
                and (each.end is None or each.end >= moment - POLLING)
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
        known = [case for case in cases()
                 if expected_vcpu_seconds(case) is not None]
        self.assertGreater(len(known), 60)

    def _check_vcpu_seconds(self, case):
        expected = expected_vcpu_seconds(case)
        if expected is not None:
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
    return instance_rows(case.recording).get(case.server_id)


def vcpu_us(segments):
    """Return vCPU-microseconds; what is still there counts for a day."""
    if not segments:
        return 0
    end = segments[-1].end or segments[-1].start + datetime.timedelta(days=1)
    held = holdings('server', segments, [(segments[0].start, end)])
    return sum(quantity for key, quantity in metering.usage(held).items()
               if key.meter == 'vcpu.allocated')


def expected_vcpu_seconds(case):
    """Return what Nova's tables give, where one flavor ran all along.

    From the end of the build to terminated_at; None where the life has parts
    that these two do not tell.
    """
    row = instance_row(case)
    if row is None or row['terminated_at'] is None:
        return None
    if row['launched_at'] is None:
        return 0
    actions = actions_of(case)
    if (case.recording == SOFT
            or not {action['action'] for action in actions} <= BUILT_ONCE):
        return None
    built = [event['finish_time'] for action in actions
             for event in action['events']
             if event['event'] == BUILD and event['result'] == 'Success']
    lived = times.parse(row['terminated_at']) - times.parse(max(built))
    return row['vcpus'] * times.microseconds(lived) // SECOND_US


def actions_of(case):
    return [row['action'] for row in files.truth(case.recording)
            if row.get('op') == 'instance_action'
            and row.get('server_id') == case.server_id]
