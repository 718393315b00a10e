# SPDX-License-Identifier: Apache-2.0
"""What a cloud needs before it can be used: users, catalog, image, flavors."""

from keystoneauth1 import adapter
from keystoneauth1 import session
from keystoneauth1.identity import v3

USERS = {'admin': 'admin', 'alice': 'alpha', 'bob': 'beta'}
# vcpus, MiB, GiB, GiB ephemeral, by name
FLAVORS = {'m1.tiny': (1, 512, 1, 0), 'm1.small': (1, 2048, 20, 0),
           'm1.medium': (2, 4096, 40, 10)}
_CATALOG = {'compute': ('nova', '/v2.1'), 'image': ('glance', ''),
            'placement': ('placement', ''), 'network': ('neutron', '')}
MICROVERSION = '2.96'


def client(cloud, user, service_type):
    """Return a keystoneauth adapter: a user's way to a service."""
    if user not in cloud.users:
        cloud.users[user] = session.Session(auth=v3.Password(
            auth_url=cloud.auth_url, username=user, password=cloud.password,
            project_name=USERS[user], user_domain_name='Default',
            project_domain_name='Default'))
    return adapter.Adapter(
        cloud.users[user], service_type=service_type, interface='public',
        default_microversion=(MICROVERSION if service_type == 'compute'
                              else None))


def identity(cloud):
    """Create projects, users, roles and the catalog."""
    keystone = adapter.Adapter(client(cloud, 'admin', 'identity').session,
                               endpoint_override=cloud.auth_url)

    def create(what, **values):
        answer = keystone.post(f'/{what}s', json={what: values})
        return answer.json()[what]['id']

    roles = {each['name']: each['id']
             for each in keystone.get('/roles').json()['roles']}
    roles['service'] = roles.get('service') or create('role', name='service')
    projects = {name: create('project', name=name, domain_id='default')
                for name in ('service', 'alpha', 'beta')}
    wanted = [(name, 'service', ('admin', 'service'))
              for name in ('nova', 'glance', 'placement')]
    wanted += [(name, USERS[name], ('member',)) for name in ('alice', 'bob')]
    for name, project, granted in wanted:
        user = create('user', name=name, password=cloud.password,
                      domain_id='default')
        for role in granted:
            keystone.put(f'/projects/{projects[project]}/users/{user}'
                         f'/roles/{roles[role]}')
    for service_type, (name, path) in _CATALOG.items():
        create('endpoint', interface='public', region_id='RegionOne',
               service_id=create('service', name=name, type=service_type),
               url=f'http://127.0.0.1:{cloud.ports[name]}{path}')
    cloud.users.clear()      # their tokens know nothing of the catalog


def compute(cloud):
    """Create an image and the flavors."""
    glance = client(cloud, 'admin', 'image')
    cloud.image_id = glance.post('/v2/images', json={
        'name': 'tiny', 'disk_format': 'raw', 'container_format': 'bare',
        'visibility': 'public'}).json()['id']
    glance.put(f'/v2/images/{cloud.image_id}/file', data=b'\0' * 1024,
               headers={'Content-Type': 'application/octet-stream'})
    nova = client(cloud, 'admin', 'compute')
    for name, (vcpus, ram, disk, ephemeral) in FLAVORS.items():
        nova.post('/flavors', json={'flavor': {
            'name': name, 'id': name, 'vcpus': vcpus, 'ram': ram,
            'disk': disk, 'OS-FLV-EXT-DATA:ephemeral': ephemeral}})


def is_up(cloud, host):
    """Tell whether Nova may place servers on a host."""
    nova = client(cloud, 'admin', 'compute')
    services = nova.get('/os-services?binary=nova-compute').json()['services']
    names = nova.get('/os-hypervisors').json()['hypervisors']
    return any(each['host'] == host and each['state'] == 'up'
               for each in services) and any(
        each['hypervisor_hostname'] == host for each in names)
