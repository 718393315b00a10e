# SPDX-License-Identifier: Apache-2.0
"""Read Glance's notifications about images.

Their format is that of ``format_image_notification`` in
``glance/notifier.py``. An image has no size before its data was uploaded. No
notification names the user; Nova writes the one who made a snapshot of a
server into the image's properties.
"""

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.facts import fields
from billing_ledger.facts import resource_event
from billing_ledger.facts.resource_event import ResourceEvent

KIND = 'image'

_UPLOAD = 'image.upload'
_DELETE = 'image.delete'
# Others say what has been sent to whom, or who may use it.
_READ = frozenset(('image.create', 'image.update', _UPLOAD, 'image.activate',
                   _DELETE))
# With data in the store; what is deleted still says how much it was.
_STORED = frozenset(('active', 'deactivated', 'pending_delete', 'deleted'))


def read_image(envelope):
    """Return what a notification says of images.

    :param envelope: an Envelope
    :returns: list of ResourceEvents: one, or none where it is about something
              else, or the image belongs to no project
    :raises MalformedMessage: it is about an image and cannot be understood
    """
    if envelope.event_type not in _READ:
        return []
    data = envelope.payload
    project_id = fields.optional_text(data, 'owner', fields.ID_LENGTH)
    if project_id is None:
        return []
    state = fields.text(data, 'status')
    size = _size(data)
    is_deletion = envelope.event_type == _DELETE
    return [ResourceEvent(
        message_id=envelope.message_id,
        event_type=envelope.event_type,
        generated_at=envelope.generated_at,
        kind=KIND,
        resource_id=fields.text(data, 'id', fields.ID_LENGTH),
        project_id=project_id,
        user_id=_user_id(data.get('properties')),
        display_name=fields.optional_text(data, 'name'),
        state=state,
        size=size,
        volume_type=None,
        availability_zone=None,
        held=size is not None and state in _STORED,
        created_at=times.whole_second(fields.moment(data, 'created_at')),
        launched_at=None,
        deleted_at=None,
        ending=resource_event.ANNOUNCED if is_deletion else None)]


def tells_failure(message):
    """Tell whether it is Glance's complaint that an upload failed.

    Its payload is a text: no other notification's is.
    """
    return (isinstance(message, dict)
            and message.get('event_type') == _UPLOAD
            and isinstance(message.get('payload'), str))


def _size(data):
    if data.get('size') is None:
        return None
    return fields.size(data, 'size', fields.LARGEST_BYTES)


def _user_id(properties):
    """Return the user that Nova names; anybody may write anything there."""
    if not isinstance(properties, dict):
        return None
    try:
        return fields.optional_text(properties, 'user_id', fields.ID_LENGTH)
    except exception.MalformedMessage:
        return None
