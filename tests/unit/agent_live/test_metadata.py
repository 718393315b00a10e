# SPDX-License-Identifier: Apache-2.0
"""What XML says, that of libvirt and that of anybody."""

import contextlib
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_listener.agent import metadata

_NOVA = 'xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1"'


def domain(inside=''):
    return f"<domain type='kvm' id='9'>\n  <name>x</name>\n{inside}</domain>"


def nova(inside=''):
    return (f'<metadata><nova:instance {_NOVA}><nova:name>vm</nova:name>'
            f'{inside}</nova:instance></metadata>')


class DomainTest(unittest.TestCase):

    def test_an_instance_of_nova(self):
        self.assertTrue(metadata.read_domain(domain(nova())).is_nova)

    def test_other_metadata(self):
        for other in (
                '', '<metadata/>',
                '<metadata><instance/></metadata>',
                '<metadata><x:instance xmlns:x="http://example.org/"/>'
                '</metadata>',
                f'<metadata><nova:other {_NOVA}/></metadata>',
                # What users write lies deeper, and proves nothing.
                f'<metadata><a><nova:instance {_NOVA}/></a></metadata>',
                f'<devices><nova:instance {_NOVA}/></devices>'):
            self.assertFalse(metadata.read_domain(domain(other)).is_nova,
                             other)

    def test_addresses_by_interface(self):
        found = metadata.read_domain(domain(
            '<devices>'
            "<interface type='bridge'><mac address='fa:16:3e:00:00:01'/>"
            "<target dev='vnet3'/></interface>"
            "<interface type='bridge'><mac address='fa:16:3e:00:00:02'/>"
            '</interface>'
            "<interface type='bridge'><target dev='vnet4'/></interface>"
            "<interface type='bridge'><target dev='tap5'/>"
            "<mac address='fa:16:3e:00:00:05'/></interface>"
            '</devices>'))
        self.assertEqual({'vnet3': 'fa:16:3e:00:00:01',
                          'tap5': 'fa:16:3e:00:00:05'}, found.macs)

    def test_entities_are_refused(self):
        bomb = ('<!DOCTYPE domain [<!ENTITY a "aaaaaaaaaa">'
                + ''.join(f'<!ENTITY {after} "{f"&{before};" * 10}">'
                          for before, after in zip('abcdefgh', 'bcdefghi',
                                                   strict=True))
                + ']>' + domain('<title>&i;</title>'))
        with self.assertRaisesRegex(metadata.UnreadableXML, 'document type'):
            metadata.read_domain(bomb)

    def test_files_are_not_opened(self):
        with self.assertRaises(metadata.UnreadableXML):
            metadata.read_domain(
                '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                + domain('&x;'))

    def test_depth_and_length_have_limits(self):
        for xml in (domain('<a>' * 200 + '</a>' * 200),
                    domain('<a/>' * 5_000_000)):
            with self.assertRaises(metadata.UnreadableXML):
                metadata.read_domain(xml)

    def test_many_interfaces_do_no_harm(self):
        found = metadata.read_domain(domain('<devices>' + ''.join(
            f"<interface><mac address='{number}'/><target dev='v{number}'/>"
            '</interface>' for number in range(5000)) + '</devices>'))
        self.assertEqual(1000, len(found.macs))

    def test_another_document(self):
        for xml in ('', '<', '<network/>', '<domain>', 'x' * 100,
                    '<domain></domain><domain/>', '\ud800', '\0'):
            with self.assertRaises(metadata.UnreadableXML):
                metadata.read_domain(xml)

    @given(strategies.text() | strategies.text(
        alphabet='<>/dom ain="\'&;![]-').map(domain))
    def test_no_text_is_too_much(self, xml):
        with contextlib.suppress(metadata.UnreadableXML):
            self.assertIsInstance(metadata.read_domain(xml), metadata.Domain)


class HostTest(unittest.TestCase):

    def test_its_uuid(self):
        self.assertEqual('abc', metadata.read_host_uuid(
            '<capabilities><host><uuid>abc</uuid><cpu><uuid>no</uuid></cpu>'
            '</host><guest><uuid>no</uuid></guest></capabilities>'))

    def test_none(self):
        self.assertIsNone(metadata.read_host_uuid(
            '<capabilities><host><cpu/></host></capabilities>'))
        self.assertIsNone(metadata.read_host_uuid('<a/>'))
