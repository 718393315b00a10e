# SPDX-License-Identifier: Apache-2.0
"""A stretch of an instance's life during which nothing about it changed."""

import datetime
import typing

from billing_ledger import times


class Segment(typing.NamedTuple):
    """The state of an instance over [start, end).

    ``end`` is None while the segment lasts. ``memory_mb`` is in MiB,
    ``disk_gb`` in GiB (root and ephemeral). ``launched`` says whether a guest
    had been started when the segment began. ``evidence`` says what the start
    rests on: ``created_at``, ``launched_at`` or ``deleted_at`` are Nova's own
    times, ``notification`` is when the change was announced, ``reconciled``
    when it happened by Nova's own records, asked for because nobody had
    announced it, ``assumed`` what must have happened by then though nobody
    says when; ``first_seen`` begins a
    timeline whose earlier history is unknown, as does a ``launched_at`` in
    the first segment.
    """

    start: datetime.datetime
    end: datetime.datetime | None
    host: str | None
    flavor: str
    vcpus: int
    memory_mb: int
    disk_gb: int
    state: str
    project_id: str
    user_id: str | None
    image_id: str | None
    availability_zone: str | None
    display_name: str | None
    launched: bool
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
