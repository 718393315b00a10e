# SPDX-License-Identifier: Apache-2.0
"""Read Cinder's notifications about volumes and snapshots.

Their formats are those of ``_usage_from_volume`` and ``_usage_from_snapshot``
in ``cinder/volume/volume_utils.py``. What only begins (``*.start``) may fail
and is not read. Where Cinder has no ``launched_at`` it writes the present
moment, so a volume that just became ready and one that never was look alike:
their states tell them apart.
"""

import datetime

from billing_ledger import times
from billing_ledger.facts import fields
from billing_ledger.facts import resource_event
from billing_ledger.facts.resource_event import ResourceEvent

VOLUME = 'volume'
SNAPSHOT = 'snapshot'

_DELETED = 'deleted'
_DELETIONS = ('volume.delete.end', 'volume.unmanage.end',
              'snapshot.delete.end')
_CREATIONS = ('volume.create.end', 'volume.manage_existing.end',
              'snapshot.create.end', 'snapshot.manage_existing_snapshot.end')
_ENDS = ('.end', '.retype', '.exists')
# A volume has these only after it was ready for use.
_READY = frozenset((
    'available', 'in-use', 'attaching', 'detaching', 'reserved', 'extending',
    'error_extending', 'retyping', 'backing-up', 'error_backing-up',
    'uploading', 'awaiting-transfer', 'maintenance', 'reverting'))
_UNBORN_SNAPSHOT = ('creating', 'error')
# Far more than it takes Cinder to send what it wrote, and far less than any
# volume takes from being ready to being of interest again.
_JUST_NOW = datetime.timedelta(seconds=5)


def read_volume(envelope):
    """Return what a notification says of volumes.

    :param envelope: an Envelope
    :returns: list of ResourceEvents: one, or none where it says nothing new
    :raises MalformedMessage: it is about a volume and cannot be understood
    """
    if not _is_news(envelope):
        return []
    data = envelope.payload
    state = fields.text(data, 'status')
    launched_at = fields.optional_moment(data, 'launched_at')
    is_old = bool(launched_at) and (
        launched_at < envelope.generated_at - _JUST_NOW)
    is_real = is_old or envelope.event_type in _CREATIONS
    held = is_old or state in _READY
    return [_event(
        envelope, VOLUME, 'volume_id', 'size', held=held,
        volume_type=fields.optional_text(data, 'volume_type'),
        launched_at=(times.whole_second(launched_at)
                     if launched_at and held and is_real else None))]


def read_snapshot(envelope):
    """Return what a notification says of snapshots of volumes.

    :param envelope: an Envelope
    :returns: list of ResourceEvents: one, or none where it says nothing new
    :raises MalformedMessage: it is about a snapshot and cannot be understood
    """
    if not _is_news(envelope):
        return []
    state = fields.text(envelope.payload, 'status')
    return [_event(
        envelope, SNAPSHOT, 'snapshot_id', 'volume_size',
        held=state not in _UNBORN_SNAPSHOT, volume_type=None,
        launched_at=None)]


def _is_news(envelope):
    """Tell whether something happened, or an audit confirms what exists.

    The audit can send creations anew; what it confirms says the same.
    """
    return envelope.event_type.endswith(_ENDS) and not (
        envelope.event_type in _CREATIONS
        and 'audit_period_beginning' in envelope.payload)


def _event(envelope, kind, id_key, size_key, **more):
    data = envelope.payload
    ending, deleted_at = _ending(envelope)
    return ResourceEvent(
        message_id=envelope.message_id,
        event_type=envelope.event_type,
        generated_at=envelope.generated_at,
        kind=kind,
        resource_id=fields.text(data, id_key, fields.ID_LENGTH),
        project_id=fields.text(data, 'tenant_id', fields.ID_LENGTH),
        user_id=fields.optional_text(data, 'user_id', fields.ID_LENGTH),
        display_name=fields.optional_text(data, 'display_name'),
        state=fields.text(data, 'status'),
        size=fields.size(data, size_key),
        availability_zone=fields.optional_text(data, 'availability_zone'),
        created_at=times.whole_second(fields.moment(data, 'created_at')),
        deleted_at=deleted_at, ending=ending, **more)


def _ending(envelope):
    """Return (how it is known to be gone, when it was deleted if known).

    The audit sends deletions anew, with the time of them as its period; and
    it lists what existed at the beginning of its period but is gone by now.
    """
    data = envelope.payload
    if envelope.event_type in _DELETIONS:
        return (resource_event.ANNOUNCED,
                fields.optional_moment(data, 'audit_period_ending'))
    if data.get('status') == _DELETED:
        return (resource_event.FOUND_GONE,
                fields.optional_moment(data, 'audit_period_beginning'))
    return None, None
