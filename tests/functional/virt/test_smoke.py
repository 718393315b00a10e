# SPDX-License-Identifier: Apache-2.0
"""The lab itself: a guest boots, moves once, and counts as libvirt does."""

from tests.functional.virt import base
from tests.functional.virt import guest as guests

_NAMES = {'disk.read.bytes': 'block.0.rd.bytes',
          'disk.read.requests': 'block.0.rd.reqs',
          'disk.write.bytes': 'block.0.wr.bytes',
          'disk.write.requests': 'block.0.wr.reqs',
          'network.incoming.bytes': 'net.0.rx.bytes',
          'network.outgoing.bytes': 'net.0.tx.bytes'}
# libvirt has user and system time of a thread, each in whole ticks.
_TICKS_NS = 2 * 10 ** 7


class SmokeTest(base.VirtTestCase):

    def test_guest_and_libvirt_count_the_same(self):
        guest = self.new_guest()
        guest.start('cmp1')
        guest.rest()
        first = self._counters(guest)
        guest.migrate('cmp2')
        guest.tell('work')
        guest.work_on()
        truth = guest.rest().counters
        second = self._counters(guest)
        announced = guests.ANNOUNCED | dict.fromkeys(
            set(truth) - set(guests.ANNOUNCED), 0)
        for name, expected in truth.items():
            with self.subTest(name):
                self.assertGreater(second[name], 0)
                self.assertEqual(
                    expected + guests.FIRMWARE.get(name, 0) + announced[name],
                    first[name] + second[name])

    def test_kernel_and_libvirt_agree_on_cpu_time(self):
        guest = self.new_guest()
        guest.start('cmp2')
        guest.work_on()
        guest.rest()
        before = guest.vcpus.cpu_ns()
        told = self.statistics(guest)['vcpu.0.time']
        after = guest.vcpus.cpu_ns()
        self.assertGreater(told, 10 ** 9)
        self.assertLess(before - _TICKS_NS, told)
        self.assertLess(told, after + _TICKS_NS)

    def _counters(self, guest):
        statistics = self.statistics(guest)
        return {name: statistics[key] for name, key in _NAMES.items()}
