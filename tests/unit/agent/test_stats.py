# SPDX-License-Identifier: Apache-2.0
"""What is data in libvirt's statistics, and what is none."""

import unittest

from billing_listener.agent import stats
from tests.unit.agent import base


def values(snapshot):
    """Return {Device: its values}."""
    found, rest = {}, list(snapshot.values)
    for device in snapshot.layout.devices:
        width = len(stats.COUNTERS[device.kind])
        found[device], rest = tuple(rest[:width]), rest[width:]
    return found


class AcceptanceTest(unittest.TestCase):

    def test_a_guest_that_answers(self):
        found = values(stats.read(base.stats(
            vcpus=[7, 8], read=4096, write=8192, received=5, sent=6,
            total=99)))
        self.assertEqual({
            stats.Device(stats.PROCESS, ''): (99,),
            stats.Device(stats.VCPU, '0'): (7,),
            stats.Device(stats.VCPU, '1'): (8,),
            stats.Device(stats.DISK, 'vda'): (4096, 8192, 1, 2),
            stats.Device(stats.NET, 'vnet3'): (5, 6)}, found)

    def test_a_domain_that_is_shut_off(self):
        self.assertIsNone(stats.read(base.stats(state=base.SHUT_OFF)))
        self.assertTrue(stats.is_shut_off(base.stats(state=base.SHUT_OFF)))

    def test_a_domain_with_hardly_anything(self):
        """As those of libvirt's test driver."""
        self.assertIsNone(stats.read({'state.state': 1, 'state.reason': 1}))
        self.assertIsNone(stats.read({'state.state': 1, 'net.count': 0}))

    def test_a_domain_without_state(self):
        found = base.stats()
        del found['state.state']
        self.assertIsNone(stats.read(found))

    def test_one_that_lacks_what_needs_the_job(self):
        self.assertIsNone(stats.read(base.incomplete(base.stats())))

    def test_each_counter_that_is_missing(self):
        whole = base.stats(vcpus=[1, 2])
        for key in ('cpu.time', 'vcpu.1.time'):
            with self.subTest(key):
                self.assertIsNone(stats.read(
                    {k: v for k, v in whole.items() if k != key}))

    def test_a_dying_guest(self):
        found = base.stats(nets={'vnet3': None}, disks={'vda': None})
        del found['balloon.rss']
        self.assertIsNone(stats.read(found))

    def test_a_guest_without_disks_and_interfaces(self):
        self.assertEqual(2, len(stats.read(
            base.stats(disks={}, nets={})).values))

    def test_what_never_counts_does_not_hide_the_rest(self):
        found = stats.read(base.stats(disks={'vda': (1, 2), 'vdb': None},
                                      nets={'vhu1': None}))
        self.assertEqual(6, len(found.values))
        self.assertEqual({(stats.DISK, 'vdb'), (stats.NET, 'vhu1')},
                         found.layout.silent)

    def test_only_devices_that_never_count(self):
        found = stats.read(base.stats(disks={'vda': None}, nets={}))
        self.assertEqual(2, len(found.values))

    def test_an_interface_without_a_name_is_none_of_ours(self):
        found = base.stats()
        found['net.count'] = 2       # a device handed to the guest
        self.assertIsNotNone(stats.read(found))

    def test_whether_it_runs(self):
        for state, halted, leaving in (
                (base.RUNNING, False, False), (base.PAUSED, True, False),
                (base.MIGRATING, True, True), (base.POSTCOPY, True, True),
                ((4, 0), True, False), ((7, 0), False, False)):
            found = stats.read(base.stats(state=state))
            self.assertEqual((halted, leaving),
                             (found.is_halted, found.is_leaving), state)

    def test_one_that_arrives(self):
        self.assertTrue(stats.is_arriving(base.incoming()))
        self.assertTrue(stats.is_arriving(base.stats(state=base.BOOTING)))
        self.assertFalse(stats.is_arriving(base.stats(state=base.PAUSED)))
        self.assertFalse(stats.is_arriving(base.stats()))
        self.assertEqual((90, 0), stats.network(base.incoming()))
        self.assertFalse(stats.has_run(base.incoming()))
        self.assertTrue(stats.has_run(base.stats(vcpus=[0, 3])))


class LayoutTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.layout = stats.read(base.stats()).layout

    def kept(self, **kwargs):
        return stats.read(base.stats(**kwargs),
                          self.layout).layout is self.layout

    def test_it_is_kept_while_counters_grow(self):
        self.assertTrue(self.kept(cpu=5, write=4096, sent=3))

    def test_it_is_not_kept_when_devices_change(self):
        self.assertFalse(self.kept(vcpus=[1, 2]))
        self.assertFalse(self.kept(disks={'vdb': (0, 0)}))
        self.assertFalse(self.kept(disks={'vda': (0, 0), 'vdb': (0, 0)}))
        self.assertFalse(self.kept(nets={'vnet4': (0, 0)}))
        self.assertFalse(self.kept(nets={}))

    def test_it_is_not_kept_when_a_silent_device_speaks(self):
        silent = base.stats(disks={'vda': (0, 0), 'vdb': None})
        layout = stats.read(silent).layout
        self.assertIs(layout, stats.read(silent, layout).layout)
        self.assertEqual(
            8 + 4, len(stats.read(base.stats(
                disks={'vda': (0, 0), 'vdb': (5, 5)}), layout).values))

    def test_incomplete_is_incomplete_with_it_too(self):
        self.assertIsNone(stats.read(base.incomplete(base.stats()),
                                     self.layout))


class GaugesTest(unittest.TestCase):

    def test_memory_as_the_guest_sees_it(self):
        found = base.stats() | {'balloon.available': 1000,
                                'balloon.unused': 400}
        self.assertEqual(600 * 1024, stats.read(found).memory)

    def test_memory_as_the_host_sees_it(self):
        self.assertEqual(49152 * 1024, stats.read(base.stats()).memory)

    def test_memory_is_never_negative(self):
        found = base.stats() | {'balloon.available': 400,
                                'balloon.unused': 1000}
        self.assertEqual(0, stats.read(found).memory)

    def test_memory_that_nobody_tells(self):
        found = base.stats()
        del found['balloon.rss']
        self.assertIsNone(stats.read(found).memory)

    def test_disks_in_files_are_stored_here(self):
        found = base.stats(disks={'vda': (0, 0), 'vdb': (0, 0),
                                  'vdc': (0, 0)}, physical=7)
        found['block.1.path'] = '/dev/sdb'
        found['block.2.path'] = 'pool/volume'
        self.assertEqual(7, stats.read(found).disk)

    def test_a_disk_that_moves_to_a_device(self):
        found = base.stats(physical=7)
        layout = stats.read(found).layout
        found['block.0.path'] = '/dev/sdb'
        self.assertEqual(0, stats.read(found, layout).disk)
