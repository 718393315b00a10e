# SPDX-License-Identifier: Apache-2.0
"""The lives of instances."""

from werkzeug import exceptions

from billing_ledger.api import operation
from billing_ledger.api.schemas import timeline as schema
from billing_ledger.policies import timeline as policy


def show_timeline(request, instance_id):
    """Answer with the segments of an instance's life, oldest first."""
    segments = request.books.timeline(instance_id)
    if not _may_read(request.caller, segments):
        # The same answer for both: nobody may probe for others' instances.
        raise exceptions.NotFound(
            f'There is no instance {instance_id} in your project.')
    return {
        'instance_id': instance_id,
        'project_id': segments[-1].project_id,
        'segments': _shown(segments, request.caller),
    }


def _may_read(caller, segments):
    return bool(segments) and all(
        caller.may(policy.GET, project_id)
        for project_id in {segment.project_id for segment in segments})


def _shown(segments, caller):
    shown = [segment.as_dict() for segment in segments]
    if not caller.may(policy.HOSTS, segments[-1].project_id):
        for segment in shown:
            segment['host'] = None
    return shown


OPERATIONS = [
    operation.Operation(
        operation_id='show_timeline', method='GET',
        path='/v1/instances/{instance_id}/timeline',
        handler=show_timeline, policy=policy.GET,
        summary='Show the life of an instance, segment by segment.',
        response=schema.RESPONSE, errors=(404,)),
]
