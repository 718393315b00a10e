# SPDX-License-Identifier: Apache-2.0
"""libvirt's own client library, with the test driver that is part of it."""

import queue
import time
import unittest

import libvirt

from billing_listener import outage
from billing_listener.agent import connection
from billing_listener.agent import events
from billing_listener.agent import host
from billing_listener.agent import reader
from tests.functional.listener.process import wait_for

_URI = 'test:///default'
_SECONDS = 10
_ID = '6695eb01-f6a4-8304-79aa-97f2502e193f'


class TestDriverTestCase(unittest.TestCase):

    def setUp(self):
        super().setUp()
        self.link = connection.Link(_URI)
        self.addCleanup(self.link.close)


class ReaderTest(TestDriverTestCase):

    def test_all_active_domains(self):
        sample, = reader.read_all(self.link.get())
        self.assertEqual((_ID, 1), sample[:2])
        self.assertEqual(1, sample.stats['state.state'])

    def test_one_domain(self):
        for flags in (reader.NOWAIT, reader.WAIT):
            sample = reader.read_one(self.link.get(), _ID, flags)
            self.assertEqual(_ID, sample.instance_id)

    def test_unknown_ones_are_left_out(self):
        found = reader.read_each(self.link.get(), [
            '00000000-0000-0000-0000-000000000000', 'nonsense', _ID])
        self.assertEqual([_ID], [each.instance_id for each in found])

    def test_ids_of_what_is_active(self):
        self.assertEqual([_ID], reader.active_ids(self.link.get()))

    def test_the_connection_can_only_read(self):
        domain = self.link.get().lookupByName('test')
        with self.assertRaisesRegex(libvirt.libvirtError, 'read only'):
            domain.destroy()


class LinkTest(TestDriverTestCase):

    def test_it_is_opened_once_and_again_when_it_was_closed(self):
        first = self.link.get()
        self.assertIs(first, self.link.get())
        self.link.close()
        self.link.close()
        self.assertIsNot(first, self.link.get())

    def test_nobody_there(self):
        link = connection.Link('qemu+unix:///system?socket=/nonexistent')
        with self.assertRaises(libvirt.libvirtError) as caught:
            link.get()
        self.assertFalse(reader.is_about_domain(caught.exception))

    def test_which_host_it_is(self):
        found = host.find_host(self.link.get(), _URI, 'cmp1')
        self.assertEqual('cmp1', found.name)
        self.assertRegex(found.uuid, '^[0-9a-f-]{36}$')


class EventsTest(TestDriverTestCase):

    def setUp(self):
        super().setUp()
        self.heard = queue.Queue()
        self.connected = queue.Queue()
        # The library's test driver is one for the whole process.
        self.driver = libvirt.open(_URI)
        self.addCleanup(self.driver.close)
        self.domain = self.driver.lookupByName('test')

    def listen(self, tell, uri=_URI):
        work = events.Events(uri, tell, lambda: self.connected.put(True),
                             outage.Outage('libvirt', '', time.monotonic))
        work.start()
        self.addCleanup(work.stop, _SECONDS)
        return work

    def hear(self):
        return self.heard.get(timeout=_SECONDS)

    def test_events_have_names(self):
        with self.assertLogs('billing_listener', 'INFO') as logs:
            self.listen(self.heard.put)
            self.connected.get(timeout=_SECONDS)
        self.assertIn(f'Connected to libvirt at {_URI}', ''.join(logs.output))
        self.domain.suspend()
        self.domain.resume()
        found = [self.hear() for _ in range(2)]
        self.assertEqual([_ID] * 2, [each.instance_id for each in found])
        self.assertEqual(['LIFECYCLE'] * 2, [each.kind for each in found])
        self.assertEqual(['SUSPENDED_PAUSED', 'RESUMED_UNPAUSED'],
                         [each.detail for each in found])

    def test_an_error_of_ours_stops_no_event(self):
        def tell(event):
            self.heard.put(event)
            raise RuntimeError('a bug')

        self.listen(tell)
        self.connected.get(timeout=_SECONDS)
        with self.assertLogs('billing_listener', 'ERROR') as logs:
            self.domain.suspend()
            self.domain.resume()
            self.assertEqual('SUSPENDED_PAUSED', self.hear().detail)
            self.assertEqual('RESUMED_UNPAUSED', self.hear().detail)
            wait_for(lambda: len(logs.output) == 2, _SECONDS)

    def test_none_are_heard_after_the_end(self):
        work = self.listen(self.heard.put)
        self.connected.get(timeout=_SECONDS)
        work.stop(_SECONDS)
        self.assertFalse(work.is_alive())
        self.domain.suspend()
        self.domain.resume()
        again = self.listen(self.heard.put)
        self.connected.get(timeout=_SECONDS)
        self.assertTrue(self.heard.empty())
        again.stop(_SECONDS)

    def test_libvirt_away_is_said_once(self):
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            work = self.listen(
                self.heard.put, 'qemu+unix:///system?socket=/nonexistent')
            wait_for(lambda: logs.output, _SECONDS)
            time.sleep(1)          # several attempts
            work.stop(_SECONDS)
        self.assertEqual(1, len(logs.output))
        self.assertIn('does not answer', logs.output[0])
