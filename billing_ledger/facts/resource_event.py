# SPDX-License-Identifier: Apache-2.0
"""What one notification says about an image, a volume, an address ..."""

import datetime
import typing

# How a resource came to be known as gone.
ANNOUNCED = 'announced'      # its deletion was announced
FOUND_GONE = 'found_gone'    # something else says that it is gone by now
_AUDIT = '.exists'


class ResourceEvent(typing.NamedTuple):
    """A fact: what a service said of a resource other than an instance.

    ``size`` is in the unit in which the service sells the kind: bytes of an
    image, GiB of a volume or a snapshot, 1 for an address; None while it is
    not known. Times are aware and in UTC; ``generated_at`` is the sender's
    clock when the notification was made, the others are the service's own.
    """

    message_id: str
    event_type: str
    generated_at: datetime.datetime
    kind: str                # for example "volume"
    resource_id: str
    project_id: str          # empty where a deletion does not say it
    user_id: str | None
    display_name: str | None
    state: str               # the service's own word
    size: int | None
    volume_type: str | None  # its id: that is what notifications name
    availability_zone: str | None
    held: bool               # whether this proves that it occupies something
    created_at: datetime.datetime | None
    launched_at: datetime.datetime | None    # ready for use, where known
    # When it was deleted; if FOUND_GONE, until when it is known to have been.
    deleted_at: datetime.datetime | None
    ending: str | None       # ANNOUNCED, FOUND_GONE, or None while it exists

    @property
    def is_audit(self):
        """Whether it confirms what exists, read some time before."""
        return self.event_type.endswith(_AUDIT)
