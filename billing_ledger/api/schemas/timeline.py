# SPDX-License-Identifier: Apache-2.0
"""What GET /v1/instances/{instance_id}/timeline answers."""

from billing_ledger.api.schemas import common

_COUNT = {'type': 'integer', 'minimum': 0}
_TEXT_OR_NULL = common.nullable(common.TEXT)

SEGMENT = common.closed({
    'start': common.TIME,
    'end': common.described(
        common.nullable(common.TIME), 'Null while the segment lasts.'),
    'host': common.HOST,
    'host_id': common.HOST_ID,
    'flavor': common.TEXT,
    'vcpus': _COUNT,
    'memory_mb': common.described(_COUNT, 'In MiB.'),
    'disk_gb': common.described(
        _COUNT, 'Root and ephemeral disk, in GiB.'),
    'state': common.described(common.TEXT, "Nova's vm_state."),
    'project_id': common.TEXT,
    'user_id': _TEXT_OR_NULL,
    'image_id': _TEXT_OR_NULL,
    'availability_zone': _TEXT_OR_NULL,
    'display_name': _TEXT_OR_NULL,
    'launched': common.described(
        {'type': 'boolean'}, 'Whether a guest had been started.'),
    'evidence': common.described(
        common.TEXT, 'What the start of the segment rests on.'),
})

RESPONSE = common.closed({
    'instance_id': common.TEXT,
    'project_id': common.TEXT,
    'segments': common.list_of(SEGMENT),
})
