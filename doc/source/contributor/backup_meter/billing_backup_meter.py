# SPDX-License-Identifier: Apache-2.0
"""A meter of Cinder's backups of volumes."""

from billing_ledger.facts import fields
from billing_ledger.facts import resource_event
from billing_ledger.facts.resource_event import ResourceEvent
from billing_ledger.metering.resource_meter import ResourceMeter


class BackupStored(ResourceMeter):
    """Backups, by the size that the volume had."""

    name = 'backup.stored'
    unit = 'GiB-s'
    pricing_unit = 'GiB-hour'
    per_pricing_unit = 3600
    description = 'Size of the volumes that backups were made of'
    kind = 'backup'
    prefix = 'backup'

    def read(self, envelope):
        """Read what ``_usage_from_backup`` of Cinder writes."""
        if not envelope.event_type.endswith(('.end', '.exists')):
            return []
        data = envelope.payload
        state = fields.text(data, 'status')
        is_deletion = envelope.event_type == 'backup.delete.end'
        return [ResourceEvent(
            message_id=envelope.message_id,
            event_type=envelope.event_type,
            generated_at=envelope.generated_at,
            kind=self.kind,
            resource_id=fields.text(data, 'backup_id', fields.ID_LENGTH),
            project_id=fields.text(data, 'tenant_id', fields.ID_LENGTH),
            user_id=fields.optional_text(data, 'user_id', fields.ID_LENGTH),
            display_name=fields.optional_text(data, 'display_name'),
            state=state,
            size=fields.size(data, 'size'),
            volume_type=None,
            availability_zone=fields.optional_text(data, 'availability_zone'),
            held=state not in ('creating', 'error'),
            created_at=fields.moment(data, 'created_at'),
            launched_at=None,
            deleted_at=None,
            ending=resource_event.ANNOUNCED if is_deletion else None)]
