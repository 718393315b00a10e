# SPDX-License-Identifier: Apache-2.0
"""A stretch of a resource's life during which nothing about it changed."""

import datetime
import typing

from billing_ledger import times


class ResourceSegment(typing.NamedTuple):
    """The state of an image, a volume, an address ... over [start, end).

    ``end`` is None while the segment lasts. ``size`` is in bytes for images,
    in GiB for volumes and snapshots, 1 for addresses. ``held`` says whether
    the resource occupied something: an image without data, or a volume that
    could not be made, does not. ``evidence`` says what the start rests on:
    ``created_at`` and ``launched_at`` are the service's own times,
    ``notification`` is when the change was announced, ``audited`` when an
    audit told it because nobody had announced it, ``first_seen`` when the
    resource was first heard of and nothing is known of the time before.
    """

    start: datetime.datetime
    end: datetime.datetime | None
    kind: str
    state: str
    size: int
    volume_type: str | None
    availability_zone: str | None
    project_id: str
    user_id: str | None
    display_name: str | None
    held: bool
    evidence: str

    def as_dict(self):
        """Return the segment with its times as text."""
        found = self._asdict()
        found['start'] = times.to_text(self.start)
        found['end'] = times.to_text(self.end)
        return found

    def is_like(self, other):
        """Tell whether two segments differ in nothing but their times."""
        return self[2:-1] == other[2:-1]
