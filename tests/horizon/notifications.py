# SPDX-License-Identifier: Apache-2.0
"""Notifications as Nova sends them, about instances that a test invents."""

import uuid

FLAVORS = {
    'm1.small': {'vcpus': 1, 'memory_mb': 2048, 'root_gb': 20},
    'm1.large': {'vcpus': 4, 'memory_mb': 8192, 'root_gb': 80},
}


class Instance:
    """An instance whose life a test tells, event by event."""

    def __init__(self, project_id, created_at, name='web-1',
                 flavor='m1.small', host='compute-1', instance_id=None):
        self.id = instance_id or str(uuid.uuid4())
        self.messages = []
        self._data = {
            'uuid': self.id, 'tenant_id': project_id, 'user_id': 'user-1',
            'display_name': name, 'host': host, 'availability_zone': 'nova',
            'image_uuid': str(uuid.uuid4()), 'task_state': None,
            'state': 'active', 'created_at': _seconds(created_at),
            'launched_at': _seconds(created_at),
            'terminated_at': None, 'deleted_at': None}
        self._flavor = flavor
        self._tell('instance.create.end', created_at)

    def resize(self, when, flavor):
        """The instance has another flavor from now on."""
        self._flavor = flavor
        self._data['launched_at'] = _seconds(when)
        self._tell('instance.resize_finish.end', when)

    def migrate(self, when, host):
        """A live migration has brought the instance to another host."""
        self._data['host'] = host
        self._tell('instance.live_migration_post_dest.end', when)

    def soft_delete(self, when):
        """The instance is gone for its user, and can come back."""
        self._data.update(state='soft-delete', deleted_at=_seconds(when))
        self._tell('instance.soft_delete.end', when)

    def delete(self, when):
        """The instance is gone."""
        self._data.update(state='deleted', deleted_at=_seconds(when),
                          terminated_at=_seconds(when))
        self._tell('instance.delete.end', when)

    def _tell(self, event_type, when):
        flavor = FLAVORS[self._flavor] | {
            'name': self._flavor, 'ephemeral_gb': 0, 'swap': 0}
        self.messages.append({
            'message_id': str(uuid.uuid4()), 'event_type': event_type,
            'publisher_id': f'nova-compute:{self._data["host"]}',
            'priority': 'INFO',
            'timestamp': when.strftime('%Y-%m-%d %H:%M:%S.%f'),
            'payload': _wrapped('InstanceActionPayload', self._data | {
                'flavor': _wrapped('FlavorPayload', flavor)})})


def _wrapped(name, data):
    return {'nova_object.name': name, 'nova_object.namespace': 'nova',
            'nova_object.version': '1.8', 'nova_object.data': data}


def _seconds(when):
    return when.strftime('%Y-%m-%dT%H:%M:%SZ')
