# SPDX-License-Identifier: Apache-2.0
"""What Glance, Cinder and Neutron would say of imaginary resources.

Made by hand after the functions of these services that are named here, field
by field; what real ones sent lies in tests/recordings/services.
"""

import itertools

from tests.unit.ledger import base

IMAGE = 'b6c1a2f0-9d3e-4b57-8a52-6a6f0f5c0d11'
VOLUME = '3d0d5f4e-6a43-4bd5-9c56-7f1d4a9ce201'
SNAPSHOT = '8f2f2c0e-1a84-4b3b-b2b9-64a2c5b4fd77'
ADDRESS = 'c0ffee00-58c7-4e1b-8c1d-2f0f7f1c9e33'
SSD = '11111111-2222-4333-8444-555555555555'
HDD = '66666666-7777-4888-9999-aaaaaaaaaaaa'
GIB = 2 ** 30


class _Resource:
    """Has ``messages``, and a clock that after() moves on."""

    publisher = None

    def __init__(self, resource_id, created_at=base.START):
        self.messages = []
        self.id = resource_id
        self._now = created_at
        self._numbers = itertools.count()

    def after(self, delta):
        """Let time pass."""
        self._now += delta
        return self

    def _sends(self, event_type, payload, **more):
        self.messages.append({
            'message_id': f'{self.id}-{next(self._numbers)}',
            'publisher_id': self.publisher, 'event_type': event_type,
            'priority': 'INFO',
            'timestamp': str(self._now.replace(tzinfo=None)),
            'payload': payload} | more)
        return self


class Image(_Resource):
    """glance/notifier.py, format_image_notification; ImageProxy.set_data for
    the order of an upload."""

    publisher = 'image.localhost'

    def __init__(self, project_id=base.PROJECT, resource_id=IMAGE, **more):
        super().__init__(resource_id, **more)
        self._data = {
            'id': resource_id, 'name': 'debian-13', 'status': 'queued',
            'created_at': base.nova_time(self._now),
            'updated_at': base.nova_time(self._now),
            'min_disk': 0, 'min_ram': 0, 'protected': False,
            'checksum': None, 'owner': project_id, 'disk_format': 'qcow2',
            'container_format': 'bare', 'size': None, 'virtual_size': None,
            'is_public': False, 'visibility': 'shared', 'properties': {},
            'tags': [], 'deleted': False, 'deleted_at': None}

    def says(self, event_type, extra=None, **changes):
        self._data.update(changes)
        return self._sends(event_type, self._data | (extra or {}))

    def created(self, **changes):
        return self.says('image.create', **changes)

    def uploaded(self, size):
        importing = {'os_glance_importing_to_stores': [],
                     'os_glance_failed_import': []}
        self.says('image.update', status='saving')
        self.says('image.prepare', importing)
        self.says('image.upload', importing, status='active', size=size)
        self.says('image.activate')
        return self.says('image.update')

    def deleted(self):
        return self.says('image.delete',
                         {'deleted': True,
                          'deleted_at': base.nova_time(self._now)},
                         status='deleted')


class Volume(_Resource):
    """cinder/volume/volume_utils.py, _usage_from_volume; cinder/volume/
    manager.py and cinder/transfer/api.py for what is sent when."""

    publisher = 'volume.cinder1@lvm'
    kind = 'volume'

    def __init__(self, size=10, volume_type=HDD, project_id=base.PROJECT,
                 resource_id=VOLUME, **more):
        super().__init__(resource_id, **more)
        self._launched_at = None
        self._created_at = self._now
        self._data = {
            'tenant_id': project_id, 'host': 'cinder1@lvm#lvm',
            'user_id': 'alice', 'availability_zone': 'nova',
            'volume_id': resource_id, 'volume_type': volume_type,
            'display_name': 'data-1', 'status': 'creating',
            'snapshot_id': None, 'size': size, 'replication_status': None,
            'replication_extended_status': None,
            'replication_driver_data': None, 'metadata': []}

    def says(self, suffix, extra=None, **changes):
        self._data.update(changes)
        launched_at = self._launched_at or self._now
        return self._sends(f'{self.kind}.{suffix}', self._data | {
            'launched_at': launched_at.isoformat(),
            'created_at': self._created_at.isoformat(),
            'volume_attachment': []} | (extra or {}))

    def created(self):
        self.says('create.start')
        self._launched_at = self._now
        return self.says('create.end', status='available')

    def extended(self, size):
        self.says('resize.start', status='extending')
        self.says('resize.end', {'size': size}, status='available')
        self._data['size'] = size
        return self

    def retyped(self, volume_type):
        self.says('retype', {'volume_type': volume_type})
        self._data['volume_type'] = volume_type
        return self

    def transferred(self, project_id, user_id):
        self.says('transfer.create.end')
        self.says('transfer.accept.start', status='awaiting-transfer')
        return self.says('transfer.accept.end', status='available',
                         tenant_id=project_id, user_id=user_id)

    def audited(self, **changes):
        """cinder/cmd/volume_usage_audit.py, each hour."""
        hour = self._now.replace(minute=0, second=0, microsecond=0)
        return self.says('exists', {
            'audit_period_beginning': str(hour - base.HOUR),
            'audit_period_ending': str(hour)}, **changes)

    def deleted(self):
        self.says('delete.start', status='deleting')
        return self.says('delete.end', status='deleted')

    def deleted_by_audit(self, deleted_at):
        """The same script with --send_actions."""
        period = {'audit_period_beginning': str(deleted_at),
                  'audit_period_ending': str(deleted_at)}
        self.says('delete.start', period, status='deleted')
        return self.says('delete.end', period)


class Snapshot(_Resource):
    """cinder/volume/volume_utils.py, _usage_from_snapshot."""

    publisher = 'snapshot.cinder1@lvm'

    def __init__(self, size=10, project_id=base.PROJECT,
                 resource_id=SNAPSHOT, **more):
        super().__init__(resource_id, **more)
        self._data = {
            'tenant_id': project_id, 'user_id': 'alice',
            'availability_zone': 'nova', 'volume_id': VOLUME,
            'volume_size': size, 'snapshot_id': resource_id,
            'display_name': 'before-upgrade',
            'created_at': self._now.isoformat(), 'status': 'creating',
            'deleted': '', 'metadata': ''}

    def says(self, suffix, **changes):
        self._data.update(changes)
        return self._sends(f'snapshot.{suffix}', dict(self._data))

    def created(self):
        return self.says('create.start').says('create.end',
                                              status='available')

    def deleted(self):
        return self.says('delete.start', status='deleting').says(
            'delete.end', status='deleted', deleted='True')


class Address(_Resource):
    """neutron/db/l3_db.py, _make_floatingip_dict, with what the extensions
    add; neutron/api/v2/base.py; neutron/cmd/usage_audit.py."""

    publisher = 'network.neutron1'

    def __init__(self, project_id=base.PROJECT, resource_id=ADDRESS,
                 address='203.0.113.17', **more):
        super().__init__(resource_id, **more)
        self.data = {
            'id': resource_id, 'tenant_id': project_id,
            'project_id': project_id, 'floating_ip_address': address,
            'floating_network_id': 'a1b2', 'router_id': None,
            'port_id': None, 'fixed_ip_address': None, 'status': 'DOWN',
            'description': '', 'tags': [], 'revision_number': 0,
            'created_at': base.nova_time(self._now),
            'updated_at': base.nova_time(self._now)}

    def says(self, event_type, payload=None, user='alice', **changes):
        self.data.update(changes)
        return self._sends(
            event_type, payload or {'floatingip': dict(self.data)},
            _context_user_id=user, _context_auth_token='secret')

    def created(self):
        self.says('floatingip.create.start', {'floatingip': {
            'floating_network_id': 'a1b2'}})
        return self.says('floatingip.create.end')

    def associated(self):
        self.says('floatingip.update.start', {'floatingip': {
            'port_id': 'p1'}, 'id': self.id}, user='bob')
        return self.says('floatingip.update.end', user='bob', port_id='p1',
                         router_id='r1', fixed_ip_address='10.0.0.5')

    def audited(self):
        return self.says('floatingip.exists', user=None, status='ACTIVE')

    def deleted(self):
        self.says('floatingip.delete.start', {'floatingip_id': self.id})
        return self.says('floatingip.delete.end', {
            'floatingip': dict(self.data), 'floatingip_id': self.id})
