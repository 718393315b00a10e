# SPDX-License-Identifier: Apache-2.0
"""The lives of instances as the pages show them."""

import datetime
import typing

from horizon_billing import prices


class Segment(typing.NamedTuple):
    """A stretch of a life; ``end`` is None while it lasts."""

    id: int
    start: datetime.datetime
    end: datetime.datetime | None
    host: str | None
    flavor: str
    vcpus: int
    memory_mb: int
    disk_gb: int
    state: str


class Life(typing.NamedTuple):
    """An instance and its segments, oldest first."""

    id: str
    name: str
    project_id: str
    segments: list


def from_api(document):
    """Return the Life that the API describes.

    Segments that differ in nothing that is shown are one: to those who may
    not see hosts, a migration is no change.
    """
    rows = document['segments']
    segments = []
    for row in rows:
        segment = _segment(len(segments), row)
        if segments and _looks_the_same(segments[-1], segment):
            segments[-1] = segments[-1]._replace(end=segment.end)
        else:
            segments.append(segment)
    return Life(document['instance_id'],
                rows[-1]['display_name'] or document['instance_id'],
                document['project_id'], segments)


def _segment(number, row):
    return Segment(number, prices.moment(row['start']),
                   prices.moment(row['end']), row['host'], row['flavor'],
                   row['vcpus'], row['memory_mb'], row['disk_gb'],
                   row['state'])


def _looks_the_same(before, after):
    return before.end == after.start and before[3:] == after[3:]
