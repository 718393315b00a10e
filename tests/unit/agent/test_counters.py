# SPDX-License-Identifier: Apache-2.0
"""Counters through changes of devices."""

import json
import unittest

from billing_listener.agent import stats
from billing_listener.agent.counters import Counters
from tests.unit.agent import base


class CountersTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.counters = Counters()

    def take(self, **kwargs):
        """Take statistics; return whether they were taken."""
        kwargs.setdefault('cpu', 1000)
        return self.counters.take(stats.read(
            base.stats(**kwargs), self.counters.layout))

    def written(self):
        return self.counters.sums()['disk.write.bytes']

    def sent(self):
        return self.counters.sums()['network.outgoing.bytes']

    def restore(self):
        """Do what a restart of the agent does."""
        self.counters = Counters.from_json(json.loads(json.dumps(
            self.counters.to_json())))

    def test_they_are_summed_over_devices(self):
        self.assertTrue(self.take(vcpus=[3, 4], disks={
            'vda': (0, 4096), 'vdb': (0, 8192)}, total=50))
        self.assertEqual(7, self.counters.sums()['cpu.used'])
        self.assertEqual(50, self.counters.sums()['cpu.total'])
        self.assertEqual(12288, self.written())
        self.assertEqual(3, self.counters.sums()['disk.write.requests'])
        self.assertEqual(2, self.counters.vcpus)

    def test_what_went_back_is_no_data(self):
        self.take(write=8192, sent=9)
        self.assertFalse(self.take(write=4096, sent=10))
        self.assertEqual((8192, 9), (self.written(), self.sent()))

    def test_what_an_unplugged_device_counted_stays(self):
        self.take(disks={'vda': (0, 10), 'vdb': (0, 7)})
        self.assertTrue(self.take(disks={'vda': (0, 11)}))
        self.assertEqual(18, self.written())

    def test_a_device_that_comes_counts_from_zero(self):
        self.take(nets={'vnet1': (0, 10)})
        self.take(nets={'vnet1': (0, 10), 'vnet2': (0, 5)})
        self.assertEqual(15, self.sent())

    def test_devices_may_change_places(self):
        self.take(disks={'vda': (0, 10), 'vdb': (0, 7)})
        self.assertTrue(self.take(disks={'vdb': (0, 8), 'vda': (0, 10)}))
        self.assertEqual(18, self.written())

    def test_vcpus_come_and_go(self):
        self.take(vcpus=[5, 6], total=20)
        self.take(vcpus=[7], total=22)
        self.assertEqual(13, self.counters.sums()['cpu.used'])
        self.assertEqual(2, self.counters.vcpus)

    def test_another_disk_of_the_same_name(self):
        self.take(disks={'vda': (0, 10), 'vdb': (0, 7)})
        self.counters.was_unplugged = True
        self.assertTrue(self.take(disks={'vda': (0, 10), 'vdb': (0, 2)}))
        self.assertEqual(19, self.written())

    def test_another_disk_whose_exchange_nobody_saw(self):
        self.take(disks={'vda': (0, 10), 'vdb': (0, 7)})
        for _ in range(2):
            self.assertFalse(self.take(disks={'vda': (0, 10),
                                              'vdb': (0, 2)}))
        self.assertTrue(self.take(disks={'vda': (0, 12), 'vdb': (0, 3)}))
        self.assertEqual(22, self.written())
        self.assertFalse(self.counters.is_another_process)

    def test_answers_that_were_overtaken_are_no_other_devices(self):
        self.take(write=8192)
        for _ in range(2):
            self.assertFalse(self.take(write=4096))
        self.assertTrue(self.take(write=8192))
        for _ in range(2):
            self.assertFalse(self.take(write=4096))
        self.assertEqual(8192, self.written())

    def test_old_answers_prove_nothing_however_many(self):
        self.take(cpu=1000, write=8192)
        self.counters.was_unplugged = True
        for _ in range(9):
            for cpu in (1000, 10):
                self.assertFalse(self.counters.take(stats.read(base.stats(
                    cpu=cpu, write=4096)), is_newer=False))
        self.assertFalse(self.counters.is_another_process)
        self.assertTrue(self.take(cpu=1000, write=8192))
        self.assertEqual(8192, self.written())

    def test_a_disk_with_another_file_goes_on(self):
        """A live snapshot, or a copy to another volume."""
        self.take(write=8192)
        found = base.stats(cpu=1000, write=8200)
        found['block.0.path'] = '/var/lib/snapshot.img'
        self.assertTrue(self.counters.take(stats.read(found)))
        self.assertEqual(8200, self.written())

    def test_another_process(self):
        self.take(cpu=1000, write=8192)
        for _ in range(3):
            self.assertFalse(self.counters.is_another_process)
            self.assertFalse(self.take(cpu=10, write=0))
        self.assertTrue(self.counters.is_another_process)
        self.assertEqual(8192, self.written())

    def test_another_process_that_was_announced(self):
        self.take(cpu=1000)
        self.counters.suspect()
        self.assertFalse(self.take(cpu=10))
        self.assertTrue(self.counters.is_another_process)

    def test_the_same_process_in_spite_of_an_announcement(self):
        self.take(cpu=1000)
        self.counters.suspect()
        self.assertTrue(self.take(cpu=1010))
        self.assertFalse(self.take(cpu=10))
        self.assertFalse(self.counters.is_another_process)

    def test_a_process_that_is_counted_otherwise(self):
        """cpu.time may come from /proc when there is no cgroup any more."""
        self.take(cpu=1000, total=5000)
        for _ in range(2):
            self.assertFalse(self.take(cpu=1010, total=4000))
        self.assertTrue(self.take(cpu=1020, total=4100))
        self.assertEqual(5000, self.counters.sums()['cpu.total'])
        self.take(cpu=1030, total=4150)
        self.assertEqual(5050, self.counters.sums()['cpu.total'])
        self.assertEqual(1030, self.counters.sums()['cpu.used'])

    def test_a_device_that_falls_silent(self):
        self.take(sent=10)
        self.assertFalse(self.take(nets={'vnet3': None}))
        self.assertTrue(self.take(sent=12))
        self.assertEqual(12, self.sent())

    def test_a_silent_device_that_begins_to_speak(self):
        self.take(nets={'vnet3': None})
        self.assertTrue(self.take(sent=500))
        self.assertEqual(0, self.sent())
        self.take(sent=530)
        self.assertEqual(30, self.sent())

    def test_a_restart_of_the_agent_changes_nothing(self):
        self.take(vcpus=[5, 6], disks={'vda': (0, 10), 'vdb': (0, 7)},
                  nets={'vnet1': (1, 2), 'vhu1': None})
        self.take(vcpus=[5, 6], disks={'vda': (0, 10)},
                  nets={'vnet1': (1, 2), 'vhu1': None})
        before = self.counters.sums()
        self.restore()
        self.assertEqual(before, self.counters.sums())
        self.assertEqual(2, self.counters.vcpus)
        self.assertFalse(self.take(vcpus=[5, 5], disks={'vda': (0, 10)},
                                   nets={'vnet1': (1, 2), 'vhu1': None}))
        self.assertTrue(self.take(vcpus=[5, 6], disks={'vda': (0, 11)},
                                  nets={'vnet1': (1, 2), 'vhu1': (8, 8)}))
        self.assertEqual(18, self.written())
        self.assertEqual(2, self.sent())
