# SPDX-License-Identifier: Apache-2.0
"""What one notification of Nova says about one instance."""

import datetime
import typing


class InstanceEvent(typing.NamedTuple):
    """A fact: what Nova said of an instance, and when.

    Sizes are in the units of Nova's flavors (MiB and GiB). Times are aware
    and in UTC; ``generated_at`` is the sender's clock when the notification
    was made, the others are columns of Nova's database: whole seconds.
    """

    message_id: str
    event_type: str          # the versioned name, whatever the format was
    versioned: bool
    generated_at: datetime.datetime
    instance_id: str
    project_id: str
    user_id: str | None
    display_name: str | None
    host: str | None
    availability_zone: str | None
    flavor: str
    vcpus: int
    memory_mb: int
    disk_gb: int             # root and ephemeral
    image_id: str | None
    state: str               # Nova's vm_state
    task_state: str | None
    old_state: str | None
    created_at: datetime.datetime
    launched_at: datetime.datetime | None
    terminated_at: datetime.datetime | None
    deleted_at: datetime.datetime | None
