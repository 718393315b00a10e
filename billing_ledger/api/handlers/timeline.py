# SPDX-License-Identifier: Apache-2.0
"""The lives of instances."""

from billing_ledger.api import instances
from billing_ledger.api import operation
from billing_ledger.api.schemas import timeline as schema
from billing_ledger.policies import timeline as policy


def show_timeline(request, instance_id):
    """Answer with the segments of an instance's life, oldest first."""
    segments = request.books.timeline(instance_id)
    if not instances.may_read(request.caller, policy.GET, segments):
        raise instances.not_found(instance_id)
    project_id = segments[-1].project_id
    names_hosts = instances.sees_hosts(request.caller, project_id)
    return {
        'instance_id': instance_id,
        'project_id': project_id,
        'segments': [_shown(segment, names_hosts) for segment in segments],
    }


def _shown(segment, names_hosts):
    return segment.as_dict() | {
        'host': segment.host if names_hosts else None,
        'host_id': instances.host_id(segment.project_id, segment.host)}


OPERATIONS = [
    operation.Operation(
        operation_id='show_timeline', method='GET',
        path='/v1/instances/{instance_id}/timeline',
        handler=show_timeline, policy=policy.GET,
        summary='Show the life of an instance, segment by segment.',
        response=schema.RESPONSE, errors=(404,)),
]
