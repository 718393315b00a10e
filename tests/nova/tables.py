# SPDX-License-Identifier: Apache-2.0
"""What Nova's own tables say of a server's life, read from its database.

Without any notification, and without Nova's API. The tables have whole
seconds, so each moment is known to a second.
"""

import datetime
import itertools
import typing

_HELD = {'compute__do_build_and_run_instance', 'compute_unshelve_instance',
         'compute_restore_instance'}
_SHELVED = 'compute_shelve_instance'
_OFFLOADED = 'compute_shelve_offload_instance'
# What comes after it tells whether what was shelved was offloaded at once.
_AFTER_SHELVED = {_OFFLOADED: False, 'compute_start_instance': False,
                  'schedule_instances': True}
_RESIZED = 'compute_finish_resize'
_REVERTED = 'compute_finish_revert_resize'
_ARRIVED = ('compute_post_live_migration_at_destination', _RESIZED, _REVERTED,
            'compute_rebuild_instance', *_HELD)
_DONE = ('completed', 'done', 'confirmed', 'finished', 'reverted')


class Life(typing.NamedTuple):
    """A server's life. Times are aware; ``deleted_at`` is None before, and
    where nova-api deleted what had not been launched."""

    created_at: datetime.datetime
    deleted_at: datetime.datetime | None
    host: str | None
    state: str
    hosts: list
    flavors: list
    vcpu_seconds: int | None
    changes: int             # of what is allocated: each known to a second


def read(cloud, server_id):
    """Return the Life of a server; None where no cell has heard of it."""
    rows = cloud.rows('nova', 'SELECT * FROM instances WHERE uuid = :id',
                      id=server_id)
    if not rows:
        return None
    [row] = rows
    steps = _steps(cloud, server_id, row)
    flavors = _flavors(cloud, server_id, row)
    seconds, changes = _vcpu_seconds(row, steps, flavors)
    names = [name for name, _ in flavors]
    return Life(
        _utc(row['created_at']), _utc(row['terminated_at']), row['host'],
        row['vm_state'], _hosts(row, steps), without_repetition(names),
        seconds, changes)


def without_repetition(sequence):
    return [key for key, _ in itertools.groupby(sequence)]


def _steps(cloud, server_id, row):
    """Return (moment, event, host, action) of what succeeded, in order."""
    if row['launched_at'] is None:
        return []
    rows = cloud.rows(
        'nova', 'SELECT e.finish_time, e.event, e.host, a.action, e.result '
        'FROM instance_actions_events e '
        'JOIN instance_actions a ON e.action_id = a.id '
        'WHERE a.instance_uuid = :id AND e.finish_time IS NOT NULL '
        'ORDER BY e.finish_time, e.id', id=server_id)
    # A guest has arrived, even if what had to be done there failed.
    return [(_utc(each['finish_time']), each['event'], each['host'],
             each['action']) for each in rows
            if each['result'] == 'Success' or each['event'] == _ARRIVED[0]]


def _hosts(row, steps):
    hosts = [host for _, event, host, _ in steps if event in _ARRIVED]
    if row['host'] and not row['deleted']:
        hosts.append(row['host'])
    return without_repetition(hosts)


def _flavors(cloud, server_id, row):
    """Return (name, vcpus) of each flavor in turn, again after a revert."""
    known = {each['id']: (each['name'], each['vcpus'])
             for each in cloud.rows('nova_api', 'SELECT * FROM flavors')}
    found = []
    for move in cloud.rows(
            'nova', 'SELECT * FROM migrations WHERE instance_uuid = :id AND '
            "migration_type = 'resize' ORDER BY id", id=server_id):
        if move['status'] in _DONE:
            found += [known[move['old_instance_type_id']],
                      known[move['new_instance_type_id']]]
            if move['status'] == 'reverted':
                found.append(known[move['old_instance_type_id']])
    return (without_repetition(found)
            or [known[row['instance_type_id']]])


def _vcpu_seconds(row, steps, flavors):
    """Return (what is allocated over a whole life, number of its changes)."""
    if row['terminated_at'] is None:
        return None, 0
    turns = iter(flavors)
    _, vcpus = next(turns)
    held, since, total, changes = False, None, 0, 1
    resizes = []
    for number, (moment, event, _, action) in enumerate(steps):
        if held:
            total += vcpus * int((moment - since).total_seconds())
        since = moment
        was = held, vcpus
        held = (held or event in _HELD) and not _offloads(
            event, steps[number + 1:], row)
        if event == _RESIZED:
            resizes.append(action)
        if event == _RESIZED and action == 'resize' or (
                event == _REVERTED and resizes.pop() == 'resize'):
            _, vcpus = next(turns)
        changes += (held, vcpus) != was
    if held:
        total += vcpus * int(
            (_utc(row['terminated_at']) - since).total_seconds())
    return total, changes


def _offloads(event, later, row):
    """Tell whether an event took the host from a server."""
    if event != _SHELVED:
        return event == _OFFLOADED
    told = [_AFTER_SHELVED[name] for _, name, _, _ in later
            if name in _AFTER_SHELVED]
    return told[0] if told else row['host'] is None


def _utc(moment):
    return moment and moment.replace(tzinfo=datetime.UTC)
