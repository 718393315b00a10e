# SPDX-License-Identifier: Apache-2.0
"""Servers of the cloud, and what users and operators do with them."""

import time

from tests.functional.listener.process import wait_for
from tests.nova import neutron
from tests.nova import seed

_SECONDS = 90
_HOST = 'OS-EXT-SRV-ATTR:host'
_TASK = 'OS-EXT-STS:task_state'
_POWER = {'stop': 'os-stop', 'start': 'os-start'}


class Server:
    """A server, from its creation on.

    :param cloud: a Cloud
    :param metadata: what fake_guests.py is asked for
    """

    def __init__(self, cloud, name, user='alice', flavor='m1.small',
                 host=None, metadata=None, wait=True):
        self._cloud = cloud
        self._admin = seed.client(cloud, 'admin', 'compute')
        self._user = seed.client(cloud, 'admin' if host else user, 'compute')
        wanted = {'name': name, 'flavorRef': flavor, 'networks': 'none',
                  'imageRef': cloud.image_id, 'metadata': metadata or {}}
        if host:
            wanted['availability_zone'] = f'nova:{host}'
        answer = self._user.post('/servers', json={'server': wanted})
        self.id = answer.json()['server']['id']
        if wait:
            self.wait_for('ACTIVE')

    def show(self):
        """Return the server as an administrator sees it; None if gone."""
        answer = self._admin.get(f'/servers/{self.id}', raise_exc=False)
        return answer.json()['server'] if answer.status_code == 200 else None

    @property
    def host(self):
        return self.show()[_HOST]

    def wait_for(self, *statuses, host=None):
        """Wait until it is in one of some statuses and no task is under way.

        :param host: on which it has to be, too
        """
        def is_there():
            found = self.show()
            return (found is not None and found['status'] in statuses
                    and found[_TASK] is None
                    and (host is None or found[_HOST] == host))
        wait_for(is_there, _SECONDS,
                 lambda: f'{statuses} wanted: {self.show()}')
        return self

    def act(self, action, details=None, microversion=None, as_admin=False):
        """Ask for an action, without waiting for its end."""
        client = self._admin if as_admin else self._user
        answer = client.post(
            f'/servers/{self.id}/action', json={action: details},
            microversion=microversion or seed.MICROVERSION, raise_exc=False)
        if answer.status_code >= 400:
            raise AssertionError(f'{action}: {answer.text}')
        return self

    def stop(self):
        return self.act('os-stop').wait_for('SHUTOFF')

    def start(self):
        return self.act('os-start').wait_for('ACTIVE')

    def pause(self):
        return self.act('pause').wait_for('PAUSED')

    def unpause(self):
        return self.act('unpause').wait_for('ACTIVE')

    def suspend(self):
        return self.act('suspend').wait_for('SUSPENDED')

    def resume(self):
        return self.act('resume').wait_for('ACTIVE')

    def resize(self, flavor):
        return self.act('resize', {'flavorRef': flavor}).wait_for(
            'VERIFY_RESIZE')

    def cold_migrate(self):
        return self.act('migrate', as_admin=True).wait_for('VERIFY_RESIZE')

    def confirm(self):
        return self.act('confirmResize').wait_for('ACTIVE', 'SHUTOFF')

    def revert(self):
        return self.act('revertResize').wait_for('ACTIVE', 'SHUTOFF')

    def rebuild(self):
        return self.act('rebuild', {'imageRef': self._cloud.image_id}
                        ).wait_for('ACTIVE', 'SHUTOFF')

    def shelve(self):
        return self.act('shelve').wait_for('SHELVED_OFFLOADED', 'SHELVED')

    def offload(self):
        return self.act('shelveOffload', as_admin=True).wait_for(
            'SHELVED_OFFLOADED')

    def unshelve(self):
        return self.act('unshelve').wait_for('ACTIVE')

    def begin_live_migration(self, host=None):
        return self.act('os-migrateLive', {
            'host': host, 'block_migration': 'auto'}, as_admin=True)

    def live_migrate(self, host=None):
        """Live-migrate it, and wait until it runs somewhere else."""
        before = self.host
        self.begin_live_migration(host)
        wait_for(lambda: self._is_settled_elsewhere(before), _SECONDS,
                 lambda: f'it was on {before}: {self.show()}')
        return self

    def _is_settled_elsewhere(self, before):
        found = self.show()
        return found[_HOST] != before and found[_TASK] is None

    def abort_live_migration(self):
        """Abort a live migration as soon as it runs."""
        def running():
            listed = self._admin.get(f'/servers/{self.id}/migrations').json()
            return [each['id'] for each in listed['migrations']
                    if each['status'] == 'running']
        wait_for(running, _SECONDS)
        self._admin.delete(f'/servers/{self.id}/migrations/{running()[0]}')
        return self.wait_for('ACTIVE')

    def wait_for_migration(self, *statuses):
        """Wait until its latest migration has one of some statuses."""
        def statuses_now():
            listed = self._admin.get(
                f'/os-migrations?instance_uuid={self.id}').json()
            return [each['status'] for each in listed['migrations']]
        wait_for(lambda: set(statuses) & set(statuses_now()[:1]), _SECONDS,
                 lambda: f'{statuses} wanted: {statuses_now()}')
        return self

    def request(self, **metadata):
        """Ask fake_guests.py for something."""
        self._user.post(f'/servers/{self.id}/metadata',
                        json={'metadata': metadata})
        return self

    def attach_and_detach(self):
        """Give it a port, and take it away."""
        answer = self._user.post(
            f'/servers/{self.id}/os-interface', json={
                'interfaceAttachment': {'net_id': neutron.NETWORK}})
        port_id = answer.json()['interfaceAttachment']['port_id']
        self._user.delete(f'/servers/{self.id}/os-interface/{port_id}')
        wait_for(lambda: not self._user.get(
            f'/servers/{self.id}/os-interface'
        ).json()['interfaceAttachments'], _SECONDS)
        return self

    def delete(self, wait=True):
        self._user.delete(f'/servers/{self.id}')
        if wait:
            wait_for(lambda: self.show() is None, _SECONDS,
                     lambda: f'it is still there: {self.show()}')
        return self


def force_down(cloud, host, down=True):
    """Tell Nova that a host is dead, or that it is back."""
    nova = seed.client(cloud, 'admin', 'compute')
    [service] = [each for each in nova.get(
        '/os-services?binary=nova-compute').json()['services']
        if each['host'] == host]
    # A host is not let back before it has cleaned up what was evacuated.
    wait_for(lambda: nova.put(
        f'/os-services/{service["id"]}', json={'forced_down': down},
        raise_exc=False).status_code == 200, _SECONDS)


def apart(seconds=1.1):
    """Let what Nova's records keep in whole seconds be told apart."""
    time.sleep(seconds)
