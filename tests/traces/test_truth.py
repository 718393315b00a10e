# SPDX-License-Identifier: Apache-2.0
"""What the agent makes of real migrations, held against the guests' figures.

A guest that is still at work when the trace ends, or dies at work, has done
all of one tick and part of the next: its counters lie between what it said
after the one and after the other.
"""

import unittest

from tests.traces import files

SECTOR = 512
# The firmware reads the first sector at each boot.
BOOT = {'disk.read.bytes': SECTOR, 'disk.read.requests': 1}
# counter -> (name in the guest's words, unit)
DISK = {'disk.write.bytes': ('wr_sect', SECTOR),
        'disk.write.requests': ('wr_ops', 1),
        'disk.read.bytes': ('rd_sect', SECTOR),
        'disk.read.requests': ('rd_ops', 1)}
ANNOUNCED = 5 * 60
# Of a ping, and how many the guest has not counted yet when it is counted.
FRAME = 1042
FRAMES = 3
# Flooded frames, at each end of a migration.
FLOODED = 600
GUESTS = {'save': '87c08402-8533-5e12-938c-7b77b483e4d5'}


def one_guest(name):
    """Return the Runs of the guest whose console there is."""
    guest = GUESTS.get(name)
    return [run for run in files.recorded(name)
            if guest in (None, run.instance_id)]


class GuestTest(unittest.TestCase):

    def check_disk(self, used, before, after, boots=1):
        """Check block counters against two ticks in a row."""
        for counter, (name, unit) in DISK.items():
            found = used[counter] - boots * BOOT.get(counter, 0)
            self.assertLessEqual(before[name] * unit, found, counter)
            self.assertGreaterEqual(after[name] * unit, found, counter)

    def check_network(self, used, before, after, migrations):
        """Check network counters, less what QEMU itself sends."""
        sent = used['network.outgoing.bytes'] - migrations * ANNOUNCED
        self.assertLessEqual(before['tx_b'], sent)
        self.assertLessEqual(sent, after['tx_b'] + FRAMES * FRAME)
        received = used['network.incoming.bytes']
        self.assertLessEqual(before['rx_b'] - FRAMES * FRAME, received)
        self.assertLessEqual(received, after['rx_b'] + FRAMES * FRAME
                             + (migrations + 1) * FLOODED)

    def check_at_work(self, name, most_behind, migrations):
        """Check a guest that worked on for some ticks after the trace."""
        said = files.console(name)
        used = files.total(one_guest(name))
        done = max(number for number, tick in enumerate(said) if
                   tick['wr_sect'] * SECTOR <= used['disk.write.bytes'])
        self.assertLessEqual(len(said) - 1 - done, most_behind)
        after = said[min(done + 1, len(said) - 1)]
        self.check_disk(used, said[done], after)
        self.check_network(used, said[done], after, migrations)

    def check_exact(self, name, *expected):
        self.assertEqual(list(expected),
                         [run.exact for run in one_guest(name)])

    def test_one_migration(self):
        self.check_exact('migrate', True, None)
        self.check_at_work('migrate', most_behind=3, migrations=1)

    def test_six_migrations(self):
        self.check_exact('pingpong', *[True] * 6, None)
        self.assertEqual(list('abababa'), [
            run.host for run in files.recorded('pingpong')])
        self.check_at_work('pingpong', most_behind=3, migrations=6)

    def test_an_aborted_migration(self):
        self.check_exact('abort', True, None)
        self.check_at_work('abort', most_behind=3, migrations=1)

    def test_three_migrations_that_fail_at_the_switch_over(self):
        self.check_exact('failswitch', None)
        self.check_at_work('failswitch', most_behind=3, migrations=0)

    def test_saved_and_restored(self):
        self.check_exact('save', True, True, None)
        # Restoring announces the guest as well.
        self.check_at_work('save', most_behind=3, migrations=2)

    def test_a_guest_in_the_middle_of_its_life(self):
        """It had counted a lot before: that is none of our business."""
        (run,) = [run for run in files.recorded('save')
                  if run.instance_id != GUESTS['save']]
        self.assertIsNone(run.exact)
        self.assertEqual(12517376 - 6356992, run.used['disk.write.bytes'])

    def test_a_guest_that_finished_its_work(self):
        """It was destroyed after that: the last poll had seen all of it."""
        self.check_exact('exact', True, True, True, True, False)
        used = files.total(one_guest('exact'))
        last = files.console('exact')[-1]
        self.assertEqual(330, last['seq'])
        self.check_disk(used, last, last)
        self.check_network(used, last, last, migrations=4)

    def test_cpu_time_of_the_vcpus_threads(self):
        of_threads = sorted(files.threads('exact'))
        of_runs = sorted(run.used['cpu.used']
                         for run in one_guest('exact'))
        self.assertLess(abs(sum(of_runs) - sum(of_threads)),
                        sum(of_threads) * 0.005)
        for of_thread, of_run in zip(of_threads, of_runs, strict=True):
            self.assertLess(of_thread - of_run, 25_000_000)

    def test_lives_one_after_the_other(self):
        first, second, third, last = files.recorded('life')
        self.assertEqual({False}, {run.exact for run in (
            first, second, third, last)})
        for counter, (name, unit) in DISK.items():
            # After the reset it booted once more, and did not get to work.
            self.assertEqual(
                files.console('life.first')[-1][name] * unit
                + 2 * BOOT.get(counter, 0), first.used[counter], counter)
        done = files.console('life.last')[-1]
        self.assertEqual(8, done['seq'])
        self.check_disk(last.used, done, done)
        self.check_network(last.used, done, done, migrations=0)


class CloudTest(unittest.TestCase):
    """Instances of a real Nova, polled once a second."""

    # (runs, exact ones, ticks in the second before each unseen end)
    EXPECTED = {
        'cloud_01_livemig': {'45bee257': (2, 1, 5)},
        'cloud_02_full': {'86c9faa8': (11, 8, 5), '10cf600b': (6, 3, 12),
                          '190428ae': (1, 0, 5)}}
    TICK = 65536

    def check(self, name, instance_id, expected):
        runs = [run for run in files.recorded(name)
                if run.instance_id == instance_id]
        self.assertEqual(expected[:2], (
            len(runs), sum(run.exact for run in runs)))
        used = files.total(runs)
        boots = files.boots(name)[instance_id]
        estimated = len(runs) - expected[1]
        for counter, (word, unit) in DISK.items():
            said = sum(boot[-1][word] * unit for boot in boots)
            tick = self.TICK * unit // SECTOR if unit == SECTOR else 16
            self.assertLessEqual(used[counter], said + len(boots) * (
                tick + BOOT.get(counter, 0)), counter)
            self.assertGreaterEqual(
                used[counter], said - estimated * expected[2] * tick,
                counter)

    def test_instances(self):
        for name, instances in self.EXPECTED.items():
            by_start = {instance_id[:8]: instance_id
                        for instance_id in files.boots(name)}
            self.assertEqual(instances.keys(), by_start.keys())
            for start, expected in instances.items():
                with self.subTest(name=name, instance=start):
                    self.check(name, by_start[start], expected)


class PlainPollingTest(unittest.TestCase):
    """What the agent would miss if it only polled."""

    def written(self, name, **kwargs):
        return files.total(files.runs(files.path(name), **kwargs))[
            'disk.write.bytes']

    def test_events_make_up_for_rare_polls(self):
        often = files.total(files.recorded('pingpong')[:6])
        for interval in (10, 60):
            seldom = files.runs(files.path('pingpong'),
                                poll_interval=interval)[:6]
            self.assertEqual([True] * 6, [run.exact for run in seldom])
            for counter in (*DISK, 'cpu.used', 'network.outgoing.bytes'):
                self.assertEqual(often[counter],
                                 files.total(seldom)[counter], counter)

    def test_polling_alone_loses_part_of_each_stay(self):
        whole = self.written('pingpong')
        for interval in (10, 60):
            plain = self.written('pingpong', poll_interval=interval,
                                 with_events=False)
            self.assertLess(plain, whole * 0.9, interval)
