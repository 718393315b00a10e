# SPDX-License-Identifier: Apache-2.0
"""Read Neutron's notifications about floating IP addresses.

They are sent by ``neutron/api/v2/base.py``, with what the API answers: one
address, or a list where a plugin creates several at once. A deletion of an
older release names nothing but the id. Who created an address stands in the
context of that request alone.
"""

import uuid

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.facts import fields
from billing_ledger.facts import resource_event
from billing_ledger.facts.resource_event import ResourceEvent

KIND = 'floatingip'
MOST_AT_ONCE = 1000

_CREATE = 'floatingip.create.end'
_DELETE = 'floatingip.delete.end'
_READ = (_CREATE, 'floatingip.update.end', 'floatingip.exists')
_NAMESPACE = uuid.UUID('5f0d63a5-8a0e-4b86-9a55-bb5e3b2cd3e1')


def read_floating_ip(envelope):
    """Return what a notification says of floating IP addresses.

    :param envelope: an Envelope
    :returns: list of ResourceEvents, one for each address
    :raises MalformedMessage: it is about addresses and cannot be understood
    """
    data = envelope.payload
    if envelope.event_type == _DELETE:
        return [_deletion(envelope, data)]
    if envelope.event_type not in _READ:
        return []
    if 'floatingips' in data:
        return _many(envelope, data['floatingips'])
    return [_existing(envelope, fields.mapping(data.get('floatingip'),
                                               'floatingip'))]


def _many(envelope, listed):
    if not isinstance(listed, list) or len(listed) > MOST_AT_ONCE:
        raise exception.MalformedMessage(
            reason=f'floatingips should be a list of {MOST_AT_ONCE} at most')
    found = [_existing(envelope, fields.mapping(each, 'a floating IP'))
             for each in listed]
    # Each is a fact of its own, and needs an id of its own.
    return [event._replace(message_id=str(uuid.uuid5(
        _NAMESPACE, f'{event.message_id} {event.resource_id}')))
        for event in found]


def _existing(envelope, data):
    return _event(
        envelope, data,
        resource_id=fields.text(data, 'id', fields.ID_LENGTH),
        project_id=_project_id(data),
        state=fields.text(data, 'status'), ending=None)


def _deletion(envelope, payload):
    data = fields.mapping(payload.get('floatingip') or {}, 'floatingip')
    id_key = 'floatingip_id' if 'floatingip_id' in payload else 'id'
    return _event(
        envelope, data,
        resource_id=fields.text(data | payload, id_key, fields.ID_LENGTH),
        project_id=_project_id(data) if data else '',
        state='deleted', ending=resource_event.ANNOUNCED)


def _event(envelope, data, **more):
    created_at = fields.optional_moment(data, 'created_at')
    return ResourceEvent(
        message_id=envelope.message_id,
        event_type=envelope.event_type,
        generated_at=envelope.generated_at,
        kind=KIND,
        user_id=_creator(envelope),
        display_name=fields.optional_text(data, 'floating_ip_address'),
        size=1,
        volume_type=None,
        availability_zone=None,
        held=True,
        created_at=created_at and times.whole_second(created_at),
        launched_at=None,
        deleted_at=None, **more)


def _project_id(data):
    """Return the project; older releases call it tenant_id alone."""
    key = 'project_id' if data.get('project_id') else 'tenant_id'
    return fields.text(data, key, fields.ID_LENGTH)


def _creator(envelope):
    """Return who made the request, if that is who created the address."""
    if envelope.event_type != _CREATE:
        return None
    return fields.optional_text({'the user of the request': envelope.user_id},
                                'the user of the request', fields.ID_LENGTH)
