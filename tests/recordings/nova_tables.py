# SPDX-License-Identifier: Apache-2.0
"""What Nova's own tables say that each server of a recording was allocated.

Read from the rows of `instances`, `migrations` and `instance_actions` at the
end of a recording, without looking at any notification. The tables have whole
seconds.
"""

import functools
import itertools

from billing_ledger import times
from tests.recordings import files

_HELD = {'compute__do_build_and_run_instance', 'compute_unshelve_instance',
         'compute_restore_instance'}
_GIVEN_UP = {'compute_shelve_instance', 'compute_soft_delete_instance'}
_RESIZED = 'compute_finish_resize'
_REVERTED = 'compute_finish_revert_resize'


def without_repetition(sequence):
    return [key for key, _ in itertools.groupby(sequence)]


@functools.cache
def instance_rows(name):
    """Return the rows of the table `instances` at the end, by id."""
    return {row['server_id']: row['row'] for row in files.truth(name)
            if row.get('op') == 'instance_row'}


def expected_vcpu_seconds(name, server_id):
    """Return the vCPU-seconds of a life; None where it has not ended."""
    row = instance_rows(name).get(server_id)
    if row is None or row['terminated_at'] is None:
        return None
    if row['launched_at'] is None:
        return 0
    moves = iter(_moves(name, server_id))
    vcpus = _first_vcpus(name, server_id)
    move, held, since, total = None, False, None, 0
    for moment, event in _steps(name, server_id):
        total += vcpus * (moment - since).seconds if held else 0
        since = moment
        held = (held or event in _HELD) and event not in _GIVEN_UP
        if event == _RESIZED:
            move = next(moves)
            vcpus = _vcpus(name)[move['new_instance_type_id']]
        elif event == _REVERTED:
            vcpus = _vcpus(name)[move['old_instance_type_id']]
    end = times.parse(row['terminated_at'])
    return total + (vcpus * (end - since).seconds if held else 0)


def _steps(name, server_id):
    """Return (end, event) of what changed an allocation, in order."""
    wanted = _HELD | _GIVEN_UP | {_RESIZED, _REVERTED}
    return sorted(
        (times.parse(event['finish_time']), event['event'])
        for action in _rows(name, server_id, 'instance_action', 'action')
        for event in action['events']
        if event['event'] in wanted and event['result'] == 'Success')


def _moves(name, server_id):
    """Return the rows of resizes and cold migrations, in order."""
    return sorted((row for row in _rows(name, server_id, 'migration_row',
                                        'row')
                   if row['migration_type'] in ('resize', 'migration')),
                  key=lambda row: row['created_at'])


def _first_vcpus(name, server_id):
    moves = _moves(name, server_id)
    if moves:
        return _vcpus(name)[moves[0]['old_instance_type_id']]
    return instance_rows(name)[server_id]['vcpus']


@functools.cache
def _vcpus(name):
    """Return the vCPUs of the flavors that servers were moved with, by id.

    `migrations` names flavors by a number, the API by their size: both tell
    the same flavors in the same order.
    """
    found = {}
    for server_id in instance_rows(name):
        numbers = []
        for row in _moves(name, server_id):
            numbers += [row['old_instance_type_id'],
                        row['new_instance_type_id']]
            if row['status'] == 'reverted':
                numbers.append(row['old_instance_type_id'])
        numbers = without_repetition(numbers)
        if numbers:
            found.update(zip(numbers, _shown_vcpus(name, server_id),
                             strict=True))
    return found


def _shown_vcpus(name, server_id):
    flavors = without_repetition(
        (row['server']['flavor']['original_name'],
         row['server']['flavor']['vcpus']) for row in files.truth(name)
        if row.get('phase') == 'observe' and row['server_id'] == server_id
        and row['server']
        and row['server']['OS-EXT-STS:task_state'] is None
        and row['server']['OS-EXT-STS:vm_state'] != 'deleted')
    return [vcpus for _, vcpus in flavors]


def _rows(name, server_id, op, key):
    return [row[key] for row in files.truth(name)
            if row.get('op') == op and row.get('server_id') == server_id]
