# SPDX-License-Identifier: Apache-2.0
"""What the XML of a domain, or of a host, says that billing has to know.

Users choose names that stand in it, so it is read like any stranger's: no
document types, hence no entities; nothing is kept but what is asked for.
"""

import typing
from xml.parsers import expat

NOVA = 'http://openstack.org/xmlns/libvirt/nova/'
_LARGEST = 16 * 1024 * 1024
_DEEPEST = 100
_MOST_MACS = 1000
_LONGEST = 255


class UnreadableXML(Exception):
    """It is no XML, or none that libvirt writes."""


class Domain(typing.NamedTuple):
    """What is known of a guest beside its counters."""

    is_nova: bool       # Nova's own metadata are there
    macs: dict          # {'vnet3': 'fa:16:3e:00:00:01'}


def read_domain(xml):
    """Return the Domain that a text of XML describes.

    :raises UnreadableXML: it does not describe one
    """
    reader = _DomainReader()
    _parse(xml, reader.start, reader.end)
    return Domain(reader.is_nova, reader.macs)


def read_host_uuid(xml):
    """Return the UUID of a host from libvirt's capabilities, or None.

    :raises UnreadableXML: it is no XML
    """
    path, found = [], []

    def start(name, attributes):
        path.append(name)

    def end(name):
        path.pop()

    def text(data):
        if path == ['capabilities', 'host', 'uuid']:
            found.append(data)

    _parse(xml, start, end, text)
    return ''.join(found).strip()[:_LONGEST] or None


class _DomainReader:
    """Takes the elements of a domain in their order."""

    def __init__(self):
        self.is_nova = False
        self.macs = {}
        self._path = []
        self._mac = self._device = None

    def start(self, name, attributes):
        self._path.append(name)
        if self._path[:1] != ['domain']:
            raise UnreadableXML('it does not describe a domain')
        inside = self._path[1:]
        if inside[:1] == ['metadata']:
            self._note_metadata(inside)
        elif inside == ['devices', 'interface']:
            self._mac = self._device = None
        elif inside == ['devices', 'interface', 'mac']:
            self._mac = attributes.get('address')
        elif inside == ['devices', 'interface', 'target']:
            self._device = attributes.get('dev')

    def end(self, name):
        if self._path == ['domain', 'devices', 'interface']:
            self._note_interface()
        self._path.pop()

    def _note_metadata(self, inside):
        # Only right below <metadata>: deeper lies what users wrote.
        if len(inside) == 2:
            namespace, _, name = inside[1].rpartition(' ')
            if name == 'instance' and namespace.startswith(NOVA):
                self.is_nova = True

    def _note_interface(self):
        if (self._mac and self._device and len(self.macs) < _MOST_MACS
                and len(self._mac) + len(self._device) <= _LONGEST):
            self.macs[self._device] = self._mac


def _parse(xml, start, end, text=None):
    if len(xml) > _LARGEST:
        raise UnreadableXML(f'it is longer than {_LARGEST} characters')
    parser = expat.ParserCreate(namespace_separator=' ')
    depth = 0

    def guarded_start(name, attributes):
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UnreadableXML('its elements are nested too deeply')
        start(name, attributes)

    def guarded_end(name):
        nonlocal depth
        depth -= 1
        end(name)

    parser.StartElementHandler = guarded_start
    parser.EndElementHandler = guarded_end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        # Surrogates cannot be encoded; no XML contains them.
        parser.Parse(xml, True)
    except (expat.ExpatError, UnicodeError, ValueError) as error:
        raise UnreadableXML(f'it is no XML: {error}') from None


def _refuse(*_):
    raise UnreadableXML('it has a document type')
