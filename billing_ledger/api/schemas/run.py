# SPDX-License-Identifier: Apache-2.0
"""What GET /v1/instances/{instance_id}/runs answers."""

from billing_ledger.api.schemas import common
from billing_ledger.facts import reading

_COUNT = {
    'type': 'string', 'pattern': '^[0-9]+$',
    'description': 'In the base unit of the meter of that name; cpu.total, '
                   'which is not billed, in ns.'}
COUNTER = common.closed({
    'first': common.described(_COUNT, 'When the run began.'),
    'last': common.described(_COUNT, 'At its end, or so far.'),
})

RUN = common.closed({
    'run_id': common.TEXT,
    'instance_id': common.TEXT,
    'host': common.HOST,
    'host_id': common.HOST_ID,
    'start': common.described(
        common.TIME, 'When the guest started on the host, or when somebody '
                     'began to watch it there.'),
    'end': common.described(
        common.nullable(common.TIME), 'Null while the run lasts.'),
    'exact': common.described(
        {'type': ['boolean', 'null']},
        'Whether the last counters are those at the end (true), or the last '
        'that could be read (false). Null while the run lasts.'),
    'billed': common.described(
        {'type': 'boolean'},
        'Whether the timeline of the instance names the host of the run.'),
    'counters': common.closed(dict.fromkeys(reading.COUNTERS, COUNTER)),
})

RESPONSE = common.closed({
    'instance_id': common.TEXT,
    'project_id': common.described(
        common.nullable(common.TEXT),
        'Null for an instance of which there is no timeline.'),
    'runs': common.list_of(RUN),
})
