# SPDX-License-Identifier: Apache-2.0
"""What Nova's API would have answered about the servers of a recording.

Made of the rows of Nova's tables at its end, and of the instance actions,
which were recorded as the API gave them.
"""

from billing_listener.reconcile import history
from billing_listener.reconcile import records
from tests.recordings import files
from tests.recordings import nova_tables


def server(name, server_id):
    """Return the answer about a server, at the end of a recording.

    :returns: a dict, or None where no cell has heard of the server
    """
    row = nova_tables.instance_rows(name).get(server_id)
    if row is None:
        return None
    return {
        'id': server_id, 'tenant_id': row['project_id'],
        'user_id': row['user_id'], 'name': row['display_name'],
        'OS-EXT-SRV-ATTR:host': row['host'],
        'OS-EXT-AZ:availability_zone': row['availability_zone'],
        'flavor': {
            'original_name': _flavor_name(name, server_id),
            'vcpus': row['vcpus'], 'ram': row['memory_mb'],
            'disk': row['root_gb'], 'ephemeral': row['ephemeral_gb']},
        'image': {'id': row['image_ref']},
        'OS-EXT-STS:vm_state': row['vm_state'],
        'OS-EXT-STS:task_state': row['task_state'],
        'created': row['created_at'],
        'updated': row['updated_at'] or row['created_at'],
        'OS-SRV-USG:launched_at': row['launched_at'],
        'OS-SRV-USG:terminated_at': row['terminated_at']}


def _flavor_name(name, server_id):
    shown = [row['server'] for row in files.truth(name)
             if row.get('phase') == 'observe' and row.get('server')
             and row['server_id'] == server_id]
    return shown[-1]['flavor']['original_name'] if shown else 'm1.small'


def actions(name, server_id):
    """Return the answers about a server's actions."""
    return [row['action'] for row in files.truth(name)
            if row.get('op') == 'instance_action'
            and row['server_id'] == server_id]


def moves(name, server_id):
    """Return a server's Moves, also of one that is deleted."""
    return [records.read_move(row['row']) for row in files.truth(name)
            if row.get('op') == 'migration_row'
            and row['server_id'] == server_id]


def known(name, server_id):
    """Return (Server, History) of a server, or None."""
    answer = server(name, server_id)
    if answer is None:
        return None
    found = records.read_server(answer)
    return found, history.read_history(
        found, records.read_actions(actions(name, server_id)))
