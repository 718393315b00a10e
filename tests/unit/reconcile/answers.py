# SPDX-License-Identifier: Apache-2.0
"""What a Nova of microversion 2.79 answers, as one answered; and a stand-in
that answers so."""

import itertools

from billing_ledger import times
from billing_listener.reconcile import nova

PROJECT = 'c5488c8cbe644d8eaf762e13c814a55c'
FLAVOR = {'original_name': 'small', 'vcpus': 1, 'ram': 2048, 'disk': 20,
          'ephemeral': 0, 'swap': 0, 'extra_specs': {}}
LARGE = FLAVOR | {'original_name': 'large', 'vcpus': 4}
_numbers = itertools.count()


def moment(text):
    return times.parse(f'2026-11-02T{text}')


def server(server_id='175d5d0c-5059-4617-8e5e-fc704d08b934', **more):
    """Return an active server, created at 10:00 and launched at 10:01."""
    return {
        'id': server_id, 'name': 'web-1', 'status': 'ACTIVE',
        'tenant_id': PROJECT, 'user_id': 'alice',
        'created': '2026-11-02T10:00:00Z', 'updated': '2026-11-02T10:01:00Z',
        'flavor': FLAVOR, 'image': {'id': 'image', 'links': []},
        'OS-EXT-AZ:availability_zone': 'nova',
        'OS-EXT-SRV-ATTR:host': 'cmp1',
        'OS-EXT-STS:vm_state': 'active', 'OS-EXT-STS:task_state': None,
        'OS-SRV-USG:launched_at': '2026-11-02T10:01:00.000000',
        'OS-SRV-USG:terminated_at': None, **more}


def deleted(at='12:00:00', **more):
    return server(**{
        'status': 'DELETED', 'OS-EXT-STS:vm_state': 'deleted',
        'updated': f'2026-11-02T{at}Z',
        'OS-SRV-USG:terminated_at': f'2026-11-02T{at}.000000', **more})


def action(name, event, finish, host='cmp1', result='Success', **more):
    """Return an action with one event that took a second."""
    number = next(_numbers)
    finish_time = f'2026-11-02T{finish}.000000'
    return {
        'action': name, 'request_id': f'req-{number}', 'message': None,
        'start_time': finish_time, 'updated_at': finish_time,
        'events': [{'event': event, 'start_time': finish_time,
                    'finish_time': finish_time, 'result': result,
                    'traceback': None, 'host': host, 'hostId': '',
                    **more}]}


def created(finish='10:01:00', host='cmp1'):
    return action('create', 'compute__do_build_and_run_instance', finish,
                  host)


class Nova:
    """Answers what it was given; counts the questions."""

    def __init__(self, servers=(), actions=None, moves=(), hosts=('cmp1',)):
        self.listed = list(servers)
        self.by_id = actions or {}
        self.moves = list(moves)
        self.known_hosts = set(hosts)
        self.unlisted = {}
        self.questions = 0
        self.page = 1000

    def servers(self, **filters):
        wanted = [each for each in self.listed
                  if (each.get('status') == 'DELETED')
                  == ('changes-since' in filters)
                  and 'status' not in filters]
        for first in range(0, len(wanted), self.page):
            self.questions += 1
            yield wanted[first:first + self.page]
        self.questions += 1

    def migrations(self, **filters):
        self.questions += 1
        yield self.moves

    def find(self, server_id):
        self.questions += 1
        return self.unlisted.get(server_id)

    def actions(self, server_id, wanted):
        self.questions += 1
        found = self.by_id.get(server_id, [])
        if isinstance(found, Exception):
            raise found
        return found

    def hosts(self):
        self.questions += 1
        return self.known_hosts


class AwayNova(Nova):
    """Nobody answers."""

    def servers(self, **filters):
        raise nova.NovaAway(reason='ConnectFailure: nobody answers')
        yield
