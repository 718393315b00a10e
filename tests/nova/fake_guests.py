# SPDX-License-Identifier: Apache-2.0
"""A virt driver of Nova whose guests only pretend.

Nova's own FakeDriver, and besides: the list of guests survives a restart, a
live migration takes its time and can be aborted, a snapshot is really
uploaded, a guest can halt by itself, and failures happen on request. Every
notification is sent by Nova itself; nothing here sends any.

Requests are metadata of the server:

    test_migration_seconds=N   how long a live migration lasts (1)
    test_migration_fails=PHASE check, pre, run or post

A guest halts after ``touch STATE_PATH/halt-UUID``. It runs in nova-compute,
in the cloud's virtual environment.
"""

import io
import json
import os
import threading
import time

from nova import exception
from nova.compute import power_state
from nova.compute import task_states
import nova.conf
from nova.image import glance
from nova.virt import fake
from nova.virt import hardware

CONF = nova.conf.CONF
_SECONDS = 'test_migration_seconds'
_FAILS = 'test_migration_fails'


def _asked(instance, key, default=None):
    return (instance.metadata or {}).get(key, default)


class FakeGuests(fake.FakeDriverWithoutFakeNodes):
    """Keeps its node's uuid in its state_path, as real drivers do."""

    vcpus = 64
    memory_mb = 131072
    local_gb = 4000

    def __init__(self, virtapi, read_only=False):
        super().__init__(virtapi)
        self._lock = threading.Lock()
        self._file = os.path.join(CONF.state_path, 'guests.json')
        self._aborts = {}

    def init_host(self, host):
        super().init_host(host)
        if os.path.exists(self._file):
            with open(self._file) as file:
                for uuid, (name, state) in json.load(file).items():
                    self.instances[uuid] = fake.FakeInstance(name, state, uuid)

    def _save(self):
        guests = {uuid: (guest.name, guest.state)
                  for uuid, guest in list(self.instances.items())}
        with self._lock:
            with open(self._file + '.new', 'w') as file:
                json.dump(guests, file)
            os.replace(self._file + '.new', self._file)

    def spawn(self, *args, **kwargs):
        super().spawn(*args, **kwargs)
        self._save()

    def destroy(self, *args, **kwargs):
        super().destroy(*args, **kwargs)
        self._save()

    def power_off(self, *args, **kwargs):
        super().power_off(*args, **kwargs)
        self._save()

    def power_on(self, *args, **kwargs):
        super().power_on(*args, **kwargs)
        self._save()

    def finish_revert_migration(self, *args, **kwargs):
        super().finish_revert_migration(*args, **kwargs)
        self._save()

    def pause(self, instance):
        self._set_state(instance, power_state.PAUSED)

    def unpause(self, instance):
        self._set_state(instance, power_state.RUNNING)

    def suspend(self, context, instance):
        self._set_state(instance, power_state.SHUTDOWN)

    def resume(self, context, instance, *args, **kwargs):
        self._set_state(instance, power_state.RUNNING)

    def _set_state(self, instance, state):
        if instance.uuid in self.instances:
            self.instances[instance.uuid].state = state
            self._save()

    def get_info(self, instance, use_cache=True):
        if instance.uuid not in self.instances:
            raise exception.InstanceNotFound(instance_id=instance.uuid)
        mark = os.path.join(CONF.state_path, 'halt-' + instance.uuid)
        if os.path.exists(mark):
            os.unlink(mark)
            self._set_state(instance, power_state.SHUTDOWN)
        return hardware.InstanceInfo(
            state=self.instances[instance.uuid].state)

    def get_host_uptime(self):
        return ' 00:00:00 up 1 day,  0 users,  load average: 0, 0, 0'

    def snapshot(self, context, instance, image_id, update_task_state):
        update_task_state(task_state=task_states.IMAGE_PENDING_UPLOAD)
        update_task_state(task_state=task_states.IMAGE_UPLOADING,
                          expected_state=task_states.IMAGE_PENDING_UPLOAD)
        images = glance.API()
        images.update(
            context, image_id,
            {'disk_format': 'raw', 'container_format': 'bare',
             'name': images.get(context, image_id)['name'],
             'status': 'active'}, io.BytesIO(b'snapshot'))

    def check_can_live_migrate_destination(self, context, instance, *args,
                                           **kwargs):
        self._fail_on_request(instance, 'check')
        return super().check_can_live_migrate_destination(
            context, instance, *args, **kwargs)

    def pre_live_migration(self, context, instance, *args, **kwargs):
        self._fail_on_request(instance, 'pre')
        return super().pre_live_migration(context, instance, *args, **kwargs)

    def live_migration(self, context, instance, dest, post_method,
                       recover_method, block_migration=False,
                       migrate_data=None):
        abort = self._aborts[instance.uuid] = threading.Event()
        aborted = self._wait(abort, float(_asked(instance, _SECONDS, 1)))
        self._aborts.pop(instance.uuid, None)
        if aborted:
            recover_method(context, instance, dest, migrate_data,
                           migration_status='cancelled')
        elif _asked(instance, _FAILS) == 'run':
            recover_method(context, instance, dest, migrate_data)
        else:
            post_method(context, instance, dest, block_migration,
                        migrate_data)

    @staticmethod
    def _wait(event, seconds):
        # Not Event.wait(): what is waited for may be in a green thread.
        end = time.monotonic() + seconds
        while time.monotonic() < end and not event.is_set():
            time.sleep(0.1)
        return event.is_set()

    def live_migration_abort(self, instance):
        if instance.uuid in self._aborts:
            self._aborts[instance.uuid].set()

    def post_live_migration(self, context, instance, block_device_info,
                            migrate_data=None):
        self.destroy(context, instance, network_info=None,
                     block_device_info=block_device_info)

    def post_live_migration_at_destination(self, context, instance, *args,
                                           **kwargs):
        self._fail_on_request(instance, 'post')
        super().post_live_migration_at_destination(context, instance, *args,
                                                   **kwargs)
        self._save()

    @staticmethod
    def _fail_on_request(instance, phase):
        if _asked(instance, _FAILS) == phase:
            raise exception.MigrationPreCheckError(reason=f'asked: {phase}')
