# SPDX-License-Identifier: Apache-2.0
"""Where instances ran, and what they used there."""

from billing_ledger.api import instances
from billing_ledger.api import operation
from billing_ledger.api.schemas import run as schema
from billing_ledger.policies import run as policy


def list_runs(request, instance_id):
    """Answer with all runs of an instance, oldest first."""
    segments = request.books.timeline(instance_id)
    runs = request.books.runs(instance_id)
    if not _may_read(request.caller, segments, runs):
        raise instances.not_found(instance_id)
    project_id = segments[-1].project_id if segments else None
    names_hosts = instances.sees_hosts(request.caller, project_id)
    return {
        'instance_id': instance_id,
        'project_id': project_id,
        'runs': [_shown(run, project_id, names_hosts) for run in runs],
    }


def _may_read(caller, segments, runs):
    """Tell whether to answer.

    Whose an instance is stands in its timeline. One that nothing but its runs
    is known of belongs to nobody.
    """
    if segments:
        return instances.may_read(caller, policy.GET, segments)
    return bool(runs) and caller.sees_all_projects()


def _shown(run, project_id, names_hosts):
    return run.as_dict() | {
        'host': run.host if names_hosts else None,
        'host_id': instances.host_id(project_id, run.host),
        'counters': {name: {'first': str(first), 'last': str(last)}
                     for name, (first, last) in run.counters.items()}}


OPERATIONS = [
    operation.Operation(
        operation_id='list_runs', method='GET',
        path='/v1/instances/{instance_id}/runs',
        handler=list_runs, policy=policy.GET,
        summary='List on which hosts an instance ran, and what it used '
                'there.',
        response=schema.RESPONSE, errors=(404,)),
]
