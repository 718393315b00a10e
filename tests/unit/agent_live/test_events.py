# SPDX-License-Identifier: Apache-2.0
"""Names of events, and hosts by URI."""

import unittest

import libvirt

from billing_listener.agent import events
from billing_listener.agent import host
from billing_listener.agent import local


class DetailTest(unittest.TestCase):

    def test_names_of_lifecycle_events(self):
        for event, detail, name in (
                (libvirt.VIR_DOMAIN_EVENT_SUSPENDED,
                 libvirt.VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED,
                 'SUSPENDED_MIGRATED'),
                (libvirt.VIR_DOMAIN_EVENT_STOPPED,
                 libvirt.VIR_DOMAIN_EVENT_STOPPED_DESTROYED,
                 'STOPPED_DESTROYED'),
                (libvirt.VIR_DOMAIN_EVENT_RESUMED,
                 libvirt.VIR_DOMAIN_EVENT_RESUMED_POSTCOPY,
                 'RESUMED_POSTCOPY'),
                (libvirt.VIR_DOMAIN_EVENT_UNDEFINED,
                 libvirt.VIR_DOMAIN_EVENT_UNDEFINED_REMOVED,
                 'UNDEFINED_REMOVED'),
                (libvirt.VIR_DOMAIN_EVENT_PMSUSPENDED,
                 libvirt.VIR_DOMAIN_EVENT_PMSUSPENDED_MEMORY,
                 'PMSUSPENDED_MEMORY')):
            self.assertEqual(name, events.lifecycle_detail(event, detail))

    def test_what_this_libvirt_does_not_know(self):
        self.assertEqual('UNKNOWN_99_3', events.lifecycle_detail(99, 3))

    def test_all_kinds_exist(self):
        for kind in events.KINDS:
            self.assertIsInstance(
                getattr(libvirt, f'VIR_DOMAIN_EVENT_ID_{kind}'), int)


class Capable:
    """A connection that tells what its host is."""

    def __init__(self, capabilities):
        self._capabilities = capabilities

    def getCapabilities(self):
        return self._capabilities

    def getHostname(self):
        return 'vm.example.org'


class HostTest(unittest.TestCase):

    def test_which_are_here(self):
        for uri in ('qemu:///system', 'qemu+unix:///system',
                    'qemu+unix:///system?socket=/x', 'test:///default'):
            self.assertTrue(host.is_here(uri), uri)
        for uri in ('qemu+ssh://root@cmp1/system', 'qemu+tcp://cmp1/system',
                    'qemu://cmp1/system', 'qemu+ext:///system?command=x'):
            self.assertFalse(host.is_here(uri), uri)

    def test_its_names(self):
        link = Capable('<capabilities><host><uuid>abc</uuid></host>'
                       '</capabilities>')
        found = host.find_host(link, 'qemu:///system', 'cmp1')
        self.assertEqual(('cmp1', 'abc'), found[:2])
        self.assertRegex(found.boot_id, '^[0-9a-f-]{36}$')
        found = host.find_host(link, 'qemu+ssh://cmp2/system')
        self.assertEqual(('vm.example.org', 'abc', 'elsewhere'), found)

    def test_a_host_without_uuid_is_told_by_its_name(self):
        for text in ('<capabilities/>', '', '<!DOCTYPE a>'):
            one, same, other = (
                host.find_host(Capable(text), 'qemu:///system', name).uuid
                for name in ('cmp1', 'cmp1', 'cmp2'))
            self.assertEqual(one, same)
            self.assertNotEqual(one, other)


class LocalTest(unittest.TestCase):

    def test_a_name_before_the_uri(self):
        for text, expected in (
                ('qemu:///system', (None, 'qemu:///system')),
                ('cmp1=qemu:///system', ('cmp1', 'qemu:///system')),
                (' cmp1 = qemu+tcp://a/system?x=1 ',
                 ('cmp1', 'qemu+tcp://a/system?x=1')),
                ('qemu+unix:///system?socket=/a=b',
                 (None, 'qemu+unix:///system?socket=/a=b')),
                ('=test:///default', (None, 'test:///default')),
                ('', (None, ''))):
            self.assertEqual(expected, local.split(text))
