# SPDX-License-Identifier: Apache-2.0
"""Read Nova's notifications about instances, in both of their formats.

The versioned format is described in Nova's notification reference, the
unversioned one only by ``nova/notifications/base.py``. Both say the same of an
instance; this module returns the same fact for both.
"""

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.facts import fields
from billing_ledger.facts.instance_event import InstanceEvent

_VERSIONED = 'instance.'
_UNVERSIONED = 'compute.instance.'

# Where the unversioned name is not the versioned one behind "compute.".
_OTHER_NAMES = {
    'finish_resize': 'resize_finish',
    'live.migration.abort': 'live_migration_abort',
    'live.migration.force.complete': 'live_migration_force_complete',
    'live_migration._post': 'live_migration_post',
    'live_migration._rollback': 'live_migration_rollback',
    'live_migration.post.dest': 'live_migration_post_dest',
    'live_migration.pre': 'live_migration_pre',
    'live_migration.rollback.dest': 'live_migration_rollback_dest',
    'resize.confirm': 'resize_confirm',
    'resize.prep': 'resize_prep',
    'resize.revert': 'resize_revert',
}
_PHASES = ('start', 'end', 'error')


def read_instance_event(envelope):
    """Return what a notification says of an instance.

    :param envelope: an Envelope
    :returns: an InstanceEvent, or None where the notification is about
              something else
    :raises MalformedMessage: it is about an instance and cannot be understood
    """
    if envelope.event_type.startswith(_VERSIONED):
        return _versioned(envelope)
    if envelope.event_type.startswith(_UNVERSIONED):
        return _unversioned(envelope)
    return None


def _versioned(envelope):
    data = _object_data(envelope.payload, 'payload')
    flavor = _object_data(data.get('flavor'), 'flavor')
    return InstanceEvent(
        message_id=envelope.message_id,
        event_type=envelope.event_type,
        versioned=True,
        generated_at=envelope.generated_at,
        instance_id=fields.text(data, 'uuid', fields.ID_LENGTH),
        flavor=fields.text(flavor, 'name'),
        vcpus=fields.size(flavor, 'vcpus'),
        memory_mb=fields.size(flavor, 'memory_mb'),
        disk_gb=_disk_gb(flavor),
        image_id=fields.optional_text(data, 'image_uuid', fields.ID_LENGTH),
        task_state=fields.optional_text(data, 'task_state'),
        old_state=_versioned_old_state(data),
        **_common(data))


def _unversioned(envelope):
    data = envelope.payload
    return InstanceEvent(
        message_id=envelope.message_id,
        event_type=_versioned_name(envelope.event_type),
        versioned=False,
        generated_at=envelope.generated_at,
        instance_id=fields.text(data, 'instance_id', fields.ID_LENGTH),
        flavor=fields.text(data, 'instance_type'),
        vcpus=fields.size(data, 'vcpus'),
        memory_mb=fields.size(data, 'memory_mb'),
        disk_gb=_disk_gb(data),
        image_id=_image_id(data),
        task_state=fields.optional_text(data, 'state_description'),
        old_state=fields.optional_text(data, 'old_state'),
        **_common(data))


def _common(data):
    """Return what both formats call by the same name."""
    return {
        'project_id': fields.text(data, 'tenant_id', fields.ID_LENGTH),
        'user_id': fields.optional_text(data, 'user_id', fields.ID_LENGTH),
        'display_name': fields.optional_text(data, 'display_name'),
        'host': fields.optional_text(data, 'host'),
        'availability_zone': fields.optional_text(data, 'availability_zone'),
        'state': fields.text(data, 'state'),
        'created_at': times.whole_second(fields.moment(data, 'created_at')),
        'launched_at': _whole_second(data, 'launched_at'),
        'terminated_at': _whole_second(data, 'terminated_at'),
        'deleted_at': _whole_second(data, 'deleted_at'),
    }


def _whole_second(data, key):
    """Return a time as Nova's database and the versioned format have it.

    The unversioned format has fractions in some notifications.
    """
    moment = fields.optional_moment(data, key)
    return moment and times.whole_second(moment)


def _object_data(value, name):
    """Return the fields inside a serialized oslo.versionedobjects object."""
    wrapped = fields.mapping(value, name)
    if 'nova_object.data' not in wrapped:
        raise exception.MalformedMessage(
            reason=f'{name} is no versioned object of Nova')
    return fields.mapping(wrapped['nova_object.data'], name)


def _versioned_old_state(data):
    update = data.get('state_update')
    if update is None:
        return None
    return fields.optional_text(_object_data(update, 'state_update'),
                                'old_state')


def _versioned_name(event_type):
    """Return the name that the versioned format gives to the same event."""
    operation = event_type.removeprefix(_UNVERSIONED)
    stem, _, phase = operation.rpartition('.')
    if phase in _PHASES:
        return f'{_VERSIONED}{_OTHER_NAMES.get(stem, stem)}.{phase}'
    if operation == 'rebuild.scheduled':
        return 'instance.rebuild_scheduled'
    return _VERSIONED + operation


def _disk_gb(flavor):
    return fields.size(flavor, 'root_gb') + fields.size(flavor, 'ephemeral_gb')


def _image_id(data):
    """Return the image's id from its URL; a server on a volume has none."""
    url = fields.optional_text(data, 'image_ref_url', length=2048) or ''
    return fields.optional_text({'image_ref_url': url.rpartition('/')[2]},
                                'image_ref_url', fields.ID_LENGTH)
