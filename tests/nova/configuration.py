# SPDX-License-Identifier: Apache-2.0
"""The configuration files of the cloud's services, as dicts by group."""

DATABASES = ('keystone', 'glance', 'placement', 'nova_api', 'nova_cell0',
             'nova')
PORTS = ('keystone', 'glance', 'placement', 'nova', 'neutron')
HOSTS = ('cmp1', 'cmp2', 'cmp3')


def auth(where, user, project='service'):
    """Return the options by which a service logs in at Keystone.

    :param where: a Cloud
    """
    return {'auth_type': 'password', 'auth_url': where.auth_url,
            'user_domain_name': 'Default', 'project_domain_name': 'Default',
            'project_name': project, 'username': user,
            'password': where.password, 'region_name': 'RegionOne',
            'valid_interfaces': 'public'}


def _checks_tokens(where, user):
    return auth(where, user) | {
        'www_authenticate_uri': where.auth_url, 'interface': 'public',
        'service_token_roles_required': True,
        'service_token_roles': 'service'}


def _database(where, name):
    return {'connection': where.databases[name], 'max_pool_size': 4,
            'max_overflow': 8}


def _own(where, name):
    return {'log_file': where.folder / 'log' / f'{name}.log',
            'use_stderr': False}


def keystone(where):
    keys = where.folder / 'keystone'
    return {
        'DEFAULT': _own(where, 'keystone'),
        'database': _database(where, 'keystone'),
        'fernet_tokens': {'key_repository': keys / 'fernet'},
        'credential': {'key_repository': keys / 'credential'},
        'identity': {'password_hash_rounds': 4}}


def placement(where):
    return {
        'DEFAULT': _own(where, 'placement'),
        'api': {'auth_strategy': 'keystone'},
        'placement_database': _database(where, 'placement'),
        'keystone_authtoken': _checks_tokens(where, 'placement')}


def glance(where):
    state = where.folder / 'glance'
    return {
        'DEFAULT': _own(where, 'glance') | {
            'enabled_backends': 'file:file', 'hashing_algorithm': 'sha256'},
        'glance_store': {'default_backend': 'file'},
        'file': {'filesystem_store_datadir': state / 'images'},
        'os_glance_staging_store': {
            'filesystem_store_datadir': state / 'staging'},
        'os_glance_tasks_store': {'filesystem_store_datadir': state / 'tasks'},
        'paste_deploy': {
            'flavor': 'keystone',
            'config_file': where.venv / 'etc/glance/glance-api-paste.ini'},
        'database': _database(where, 'glance'),
        'oslo_concurrency': {'lock_path': state},
        'keystone_authtoken': _checks_tokens(where, 'glance')}


def nova(where):
    """Return what all of Nova's programs read."""
    state = where.folder / 'nova'
    groups = {
        'DEFAULT': {
            'use_stderr': False, 'log_dir': where.folder / 'log',
            'state_path': state, 'my_ip': '127.0.0.1',
            'transport_url': where.bus_url,
            'compute_driver': 'fake_guests.FakeGuests',
            'sync_power_state_interval': 10,
            'max_concurrent_live_migrations': 3,
            'instance_usage_audit': True,
            'shelved_offload_time': 0, 'rpc_response_timeout': 60},
        'api': {'auth_strategy': 'keystone'},
        'wsgi': {'api_paste_config': where.folder / 'api-paste.ini'},
        'conductor': {'workers': 1},
        'scheduler': {'workers': 1, 'discover_hosts_in_cells_interval': 3},
        'compute': {'live_migration_wait_for_vif_plug': False},
        'quota': {'instances': -1, 'cores': -1, 'ram': -1},
        'notifications': {'notification_format': 'both',
                          'notify_on_state_change': 'vm_and_task_state'},
        'oslo_messaging_notifications': {'driver': 'messagingv2'},
        'oslo_concurrency': {'lock_path': state},
        'vnc': {'enabled': False},
        'keystone_authtoken': _checks_tokens(where, 'nova'),
        'service_user': auth(where, 'nova') | {
            'send_service_user_token': True}}
    for peer in ('glance', 'placement', 'neutron', 'cinder'):
        groups[peer] = auth(where, 'nova')
    return groups


def nova_databases(where):
    """Return what the programs read that may use the database."""
    return {'api_database': _database(where, 'nova_api'),
            'database': _database(where, 'nova')}


def nova_compute(where, host, **more):
    """Return what makes one nova-compute different from the others."""
    state = where.folder / host
    return {'DEFAULT': {'host': host, 'state_path': state, **more,
                        'log_file': where.folder / 'log' / f'{host}.log'},
            'oslo_concurrency': {'lock_path': state}}
