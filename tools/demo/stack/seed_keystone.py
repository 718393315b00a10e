# SPDX-License-Identifier: Apache-2.0
"""Give the demo's Keystone its projects, users and the billing service."""
import argparse
import json
import os

from keystoneauth1 import session
from keystoneauth1.identity import v3
from keystoneclient.v3 import client

PROJECTS = {
    'demo': 'The web shop',
    'research': 'Nightly computations',
    'infra': 'What the operators run',
}
# One project each: Horizon does not say which of several it opens.
MEMBERS = ('demo', 'research')
REGION = 'RegionOne'


def main():
    args = _parse()
    keystone = _connect(args.auth_url)
    projects = {name: _ensure(keystone.projects, name, domain='default',
                              description=description)
                for name, description in PROJECTS.items()}
    users = {
        'admin': _find(keystone.users, 'admin'),
        **{name: _ensure(keystone.users, name, domain='default',
                         password=os.environ['DEMO_PASSWORD'],
                         default_project=projects[name])
           for name in MEMBERS},
    }
    _grant_memberships(keystone, users, projects)
    _ensure_service_user(keystone)
    _register_service(keystone, args.billing_url)
    print(json.dumps({
        'projects': {name: item.id for name, item in projects.items()},
        'users': {name: item.id for name, item in users.items()},
    }, indent=2))


def _parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--auth-url', required=True)
    parser.add_argument('--billing-url', required=True)
    return parser.parse_args()


def _connect(auth_url):
    auth = v3.Password(
        auth_url, username='admin', password=os.environ['ADMIN_PASSWORD'],
        project_name='admin', user_domain_id='default',
        project_domain_id='default')
    return client.Client(session=session.Session(auth),
                         endpoint_override=auth_url)


def _find(manager, name):
    return next((item for item in manager.list() if item.name == name), None)


def _ensure(manager, name, **fields):
    return _find(manager, name) or manager.create(name, **fields)


def _grant_memberships(keystone, users, projects):
    member, admin = (_find(keystone.roles, name)
                     for name in ('member', 'admin'))
    for name in MEMBERS:
        keystone.roles.grant(member, user=users[name],
                             project=projects[name])
    for project in projects.values():
        keystone.roles.grant(admin, user=users['admin'], project=project)


def _ensure_service_user(keystone):
    """Make the user with whom billing-api validates tokens."""
    project = _ensure(keystone.projects, 'service', domain='default')
    user = _ensure(keystone.users, 'billing', domain='default')
    keystone.users.update(user, password=os.environ['BILLING_PASSWORD'])
    for role in ('admin', 'service'):
        keystone.roles.grant(_find(keystone.roles, role), user=user,
                             project=project)


def _register_service(keystone, url):
    service = _ensure(keystone.services, 'billing', type='billing',
                      description='Usage billing')
    for interface in ('public', 'internal', 'admin'):
        known = keystone.endpoints.list(service=service, interface=interface)
        if not known:
            keystone.endpoints.create(service, url, interface, REGION)
        elif known[0].url != url:
            keystone.endpoints.update(known[0], url=url)


if __name__ == '__main__':
    main()
